/* Long: one program that reads, solves by five methods and prints, without a build of its own. */
/* Work and precision of SUNDIALS 6 on the reference problems: one JSON line for each problem and method.

   gcc -O3 -march=native -o sundials sundials.c -lsundials_cvode -lsundials_arkode -lsundials_nvecserial -lm
   usage: sundials REFERENCE REPEATS METHOD,... [PROBLEM ...]
   REFERENCE holds, for each problem, as work-precision writes it: name, stiff, scale, n, m, n initial values, m times, m x n states. */
#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <math.h>
#include <nvector/nvector_serial.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>
#include <time.h>

/* Tolerances 1e-3, 1e-4, ... */
#define COUNT 11

typedef void (*Field)(double t, const double *y, double *dy);
static Field field;
static long evaluations;

static void a1(double t, const double *y, double *dy) { dy[0] = -y[0]; }
static void a2(double t, const double *y, double *dy) { dy[0] = -y[0] * y[0] * y[0] / 2; }
static void a3(double t, const double *y, double *dy) { dy[0] = y[0] * cos(t); }
static void a4(double t, const double *y, double *dy) { dy[0] = y[0] / 4 * (1 - y[0] / 20); }
static void a5(double t, const double *y, double *dy) { dy[0] = (y[0] - t) / (y[0] + t); }
static void b1(double t, const double *y, double *dy) {
  dy[0] = 2 * (y[0] - y[0] * y[1]);
  dy[1] = -(y[1] - y[0] * y[1]);
}
static void b2(double t, const double *y, double *dy) {
  dy[0] = -y[0] + y[1];
  dy[1] = y[0] - 2 * y[1] + y[2];
  dy[2] = y[1] - y[2];
}
static void b3(double t, const double *y, double *dy) {
  dy[0] = -y[0];
  dy[1] = y[0] - y[1] * y[1];
  dy[2] = y[1] * y[1];
}
static void b4(double t, const double *y, double *dy) {
  double r = sqrt(y[0] * y[0] + y[1] * y[1]);
  dy[0] = -y[1] - y[0] * y[2] / r;
  dy[1] = y[0] - y[1] * y[2] / r;
  dy[2] = y[0] / r;
}
static void b5(double t, const double *y, double *dy) {
  dy[0] = y[1] * y[2];
  dy[1] = -y[0] * y[2];
  dy[2] = -0.51 * y[0] * y[1];
}
static void lotka_volterra(double t, const double *y, double *dy) {
  dy[0] = y[0] * (1.5 - y[1]);
  dy[1] = y[1] * (y[0] - 3);
}
static void c1(double t, const double *y, double *dy) {
  dy[0] = -y[0];
  for (int i = 1; i < 9; i++) dy[i] = y[i - 1] - y[i];
  dy[9] = y[8];
}
static void c2(double t, const double *y, double *dy) {
  dy[0] = -y[0];
  for (int i = 1; i < 9; i++) dy[i] = i * y[i - 1] - (i + 1) * y[i];
  dy[9] = 9 * y[8];
}
static void diffusion(int n, const double *y, double *dy) {
  dy[0] = -2 * y[0] + y[1];
  for (int i = 1; i < n - 1; i++) dy[i] = y[i - 1] - 2 * y[i] + y[i + 1];
  dy[n - 1] = y[n - 2] - 2 * y[n - 1];
}
static void c3(double t, const double *y, double *dy) { diffusion(10, y, dy); }
static void c4(double t, const double *y, double *dy) { diffusion(51, y, dy); }
static void c5(double t, const double *y, double *dy) {
  static const double mass[5] = {0.954786104043e-3, 0.285583733151e-3, 0.437273164546e-4, 0.517759138449e-4, 0.277777777778e-5};
  double r[5], d[5][5];
  for (int j = 0; j < 5; j++) {
    const double *p = y + 3 * j;
    double square = p[0] * p[0] + p[1] * p[1] + p[2] * p[2];
    r[j] = 1 / (square * sqrt(square));
    for (int k = 0; k < j; k++) {
      const double *q = y + 3 * k;
      double x = q[0] - p[0], u = q[1] - p[1], v = q[2] - p[2], s = x * x + u * u + v * v;
      d[j][k] = d[k][j] = 1 / (s * sqrt(s));
    }
  }
  for (int j = 0; j < 5; j++)
    for (int i = 0; i < 3; i++) {
      double here = y[3 * j + i], pull = 0;
      for (int k = 0; k < 5; k++)
        if (k != j) pull += mass[k] * ((y[3 * k + i] - here) * d[j][k] - y[3 * k + i] * r[k]);
      dy[15 + 3 * j + i] = 2.95912208286 * (-(1.00000597682 + mass[j]) * here * r[j] + pull);
      dy[3 * j + i] = y[15 + 3 * j + i];
    }
}
static void orbit(double t, const double *y, double *dy) {
  double square = y[0] * y[0] + y[1] * y[1], cube = square * sqrt(square);
  dy[0] = y[2];
  dy[1] = y[3];
  dy[2] = -y[0] / cube;
  dy[3] = -y[1] / cube;
}
static void e1(double t, const double *y, double *dy) {
  double s = t + 1;
  dy[0] = y[1];
  dy[1] = -(y[1] / s + (1 - 0.25 / (s * s)) * y[0]);
}
static void e2(double t, const double *y, double *dy) {
  dy[0] = y[1];
  dy[1] = (1 - y[0] * y[0]) * y[1] - y[0];
}
static void e3(double t, const double *y, double *dy) {
  dy[0] = y[1];
  dy[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * sin(2.78535 * t);
}
static void e4(double t, const double *y, double *dy) {
  dy[0] = y[1];
  dy[1] = 0.032 - 0.4 * y[1] * y[1];
}
static void e5(double t, const double *y, double *dy) {
  dy[0] = y[1];
  dy[1] = sqrt(1 + y[1] * y[1]) / (25 - t);
}
static void arenstorf(double t, const double *y, double *dy) {
  double moon = 0.012277471, earth = 1 - moon;
  double a = (y[0] + moon) * (y[0] + moon) + y[1] * y[1], b = (y[0] - earth) * (y[0] - earth) + y[1] * y[1];
  a *= sqrt(a);
  b *= sqrt(b);
  dy[0] = y[2];
  dy[1] = y[3];
  dy[2] = y[0] + 2 * y[3] - earth * (y[0] + moon) / a - moon * (y[0] - earth) / b;
  dy[3] = y[1] - 2 * y[2] - earth * y[1] / a - moon * y[1] / b;
}
static void lorenz(double t, const double *y, double *dy) {
  dy[0] = 10 * (y[1] - y[0]);
  dy[1] = y[0] * (28 - y[2]) - y[1];
  dy[2] = y[0] * y[1] - 8.0 / 3 * y[2];
}
static void pleiades(double t, const double *y, double *dy) {
  for (int i = 0; i < 14; i++) {
    dy[i] = y[14 + i];
    dy[14 + i] = 0;
  }
  for (int i = 0; i < 7; i++)
    for (int j = 0; j < i; j++) {
      double x = y[j] - y[i], z = y[7 + j] - y[7 + i], square = x * x + z * z, cube = square * sqrt(square);
      dy[14 + i] += (j + 1) * (x / cube);
      dy[14 + j] -= (i + 1) * (x / cube);
      dy[21 + i] += (j + 1) * (z / cube);
      dy[21 + j] -= (i + 1) * (z / cube);
    }
}
static void robertson(double t, const double *y, double *dy) {
  double a = 0.04 * y[0], b = 1e4 * y[1] * y[2], c = 3e7 * y[1] * y[1];
  dy[0] = -a + b;
  dy[1] = a - b - c;
  dy[2] = c;
}
static void van_der_pol(double t, const double *y, double *dy) {
  dy[0] = y[1];
  dy[1] = 1000 * (1 - y[0] * y[0]) * y[1] - y[0];
}
static void hires(double t, const double *y, double *dy) {
  double product = 280 * y[5] * y[7];
  dy[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
  dy[1] = 1.71 * y[0] - 8.75 * y[1];
  dy[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
  dy[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
  dy[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
  dy[5] = -product + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
  dy[6] = product - 1.81 * y[6];
  dy[7] = -product + 1.81 * y[6];
}
static void orego(double t, const double *y, double *dy) {
  dy[0] = 77.27 * (y[1] + y[0] * (1 - 8.375e-6 * y[0] - y[1]));
  dy[1] = (y[2] - (1 + y[0]) * y[1]) / 77.27;
  dy[2] = 0.161 * (y[0] - y[2]);
}

static const struct {
  const char *name;
  Field field;
} fields[] = {{"A1", a1}, {"A2", a2}, {"A3", a3}, {"A4", a4}, {"A5", a5}, {"B1", b1}, {"B2", b2}, {"B3", b3}, {"B4", b4}, {"B5", b5},
    {"lotka-volterra", lotka_volterra}, {"C1", c1}, {"C2", c2}, {"C3", c3}, {"C4", c4}, {"C5", c5}, {"D1", orbit}, {"D2", orbit},
    {"D3", orbit}, {"D4", orbit}, {"D5", orbit}, {"E1", e1}, {"E2", e2}, {"E3", e3}, {"E4", e4}, {"E5", e5}, {"arenstorf", arenstorf},
    {"lorenz", lorenz}, {"pleiades", pleiades}, {"robertson", robertson}, {"van-der-pol", van_der_pol}, {"hires", hires},
    {"orego", orego}};

static int right_hand_side(realtype t, N_Vector y, N_Vector dy, void *data) {
  evaluations++;
  field(t, N_VGetArrayPointer(y), N_VGetArrayPointer(dy));
  return 0;
}

static void quiet(int code, const char *module, const char *function, char *message, void *data) {}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

typedef struct {
  char name[64];
  int stiff, n, m;
  double scale, *initial, *times, *states;
} Problem;

/* Solves once; returns the error, or -1 where the solver gave up. */
static double solve(const Problem *p, const char *method, void *memory, N_Vector y, int erk, int stop) {
  memcpy(N_VGetArrayPointer(y), p->initial, p->n * sizeof(double));
  evaluations = 0;
  if (erk ? ERKStepReInit(memory, right_hand_side, 0, y) : CVodeReInit(memory, 0, y)) return -1;
  double worst = 0;
  for (int i = 0; i < p->m; i++) {
    realtype t;
    if (stop && ERKStepSetStopTime(memory, p->times[i])) return -1;
    int status = erk ? ERKStepEvolve(memory, p->times[i], y, &t, ARK_NORMAL) : CVode(memory, p->times[i], y, &t, CV_NORMAL);
    if (status < 0) return -1;
    for (int k = 0; k < p->n; k++) {
      double truth = p->states[i * p->n + k], error = fabs(N_VGetArrayPointer(y)[k] - truth) / (fabs(truth) + p->scale);
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

static void measure(const Problem *p, const char *method, int repeats) {
  int erk = !strncmp(method, "erk", 3), stop = strstr(method, "stop") != NULL;
  double error[COUNT], seconds[COUNT];
  long counted[COUNT];
  for (int k = 0; k < COUNT; k++) {
    double rtol = pow(10, -3 - k), atol = rtol * p->scale;
    SUNContext context;
    SUNContext_Create(NULL, &context);
    N_Vector y = N_VNew_Serial(p->n, context);
    memcpy(N_VGetArrayPointer(y), p->initial, p->n * sizeof(double));
    void *memory;
    SUNMatrix matrix = NULL;
    SUNLinearSolver linear = NULL;
    SUNNonlinearSolver nonlinear = NULL;
    if (erk) {
      memory = ERKStepCreate(right_hand_side, 0, y, context);
      ERKStepSStolerances(memory, rtol, atol);
      ERKStepSetOrder(memory, method[3] - '0');
      ERKStepSetMaxNumSteps(memory, 2000000);
      ERKStepSetErrHandlerFn(memory, quiet, NULL);
    } else {
      int stiff = !strcmp(method, "cvode-bdf");
      memory = CVodeCreate(stiff ? CV_BDF : CV_ADAMS, context);
      CVodeInit(memory, right_hand_side, 0, y);
      CVodeSStolerances(memory, rtol, atol);
      CVodeSetMaxNumSteps(memory, 2000000);
      CVodeSetErrHandlerFn(memory, quiet, NULL);
      if (stiff) {
        matrix = SUNDenseMatrix(p->n, p->n, context);
        linear = SUNLinSol_Dense(y, matrix, context);
        CVodeSetLinearSolver(memory, linear, matrix);
      } else {
        nonlinear = SUNNonlinSol_FixedPoint(y, 0, context);
        CVodeSetNonlinearSolver(memory, nonlinear);
      }
    }
    double best = INFINITY, spent = 0;
    error[k] = solve(p, method, memory, y, erk, stop);
    counted[k] = evaluations;
    for (int r = 0; error[k] >= 0 && r < repeats && (r < 3 || spent < 0.05); r++) {
      double before = now();
      solve(p, method, memory, y, erk, stop);
      double took = now() - before;
      spent += took;
      if (took < best) best = took;
    }
    seconds[k] = best;
    if (erk) ERKStepFree(&memory);
    else CVodeFree(&memory);
    if (linear) SUNLinSolFree(linear);
    if (matrix) SUNMatDestroy(matrix);
    if (nonlinear) SUNNonlinSolFree(nonlinear);
    N_VDestroy(y);
    SUNContext_Free(&context);
  }
  printf("{\"tool\": \"SUNDIALS\", \"problem\": \"%s\", \"method\": \"%s\"", p->name, method);
  printf(", \"rtol\": [");
  for (int k = 0; k < COUNT; k++) printf("%s%.0e", k ? ", " : "", pow(10, -3 - k));
  printf("], \"error\": [");
  for (int k = 0; k < COUNT; k++) error[k] < 0 ? printf("%snull", k ? ", " : "") : printf("%s%.4g", k ? ", " : "", error[k]);
  printf("], \"evaluations\": [");
  for (int k = 0; k < COUNT; k++) printf("%s%ld", k ? ", " : "", counted[k]);
  printf("], \"seconds\": [");
  for (int k = 0; k < COUNT; k++) error[k] < 0 ? printf("%snull", k ? ", " : "") : printf("%s%.4g", k ? ", " : "", seconds[k]);
  printf("]}\n");
  fflush(stdout);
}

static double *numbers(FILE *file, int count) {
  double *result = malloc(count * sizeof(double));
  for (int i = 0; i < count; i++)
    if (fscanf(file, "%lf", &result[i]) != 1) exit(65);
  return result;
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: sundials REFERENCE REPEATS METHOD,... [PROBLEM ...]\n");
    return 64;
  }
  FILE *file = fopen(words[1], "r");
  if (!file) {
    perror(words[1]);
    return 66;
  }
  Problem p;
  while (fscanf(file, "%63s %d %lf %d %d", p.name, &p.stiff, &p.scale, &p.n, &p.m) == 5) {
    p.initial = numbers(file, p.n);
    p.times = numbers(file, p.m);
    p.states = numbers(file, p.n * p.m);
    int wanted = count == 4;
    for (int i = 4; i < count; i++) wanted |= !strcmp(words[i], p.name);
    field = NULL;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
      if (!strcmp(fields[i].name, p.name)) field = fields[i].field;
    if (wanted && !field) {
      fprintf(stderr, "sundials: no field for %s\n", p.name);
      return 70;
    }
    char methods[256];
    strncpy(methods, words[3], sizeof methods - 1);
    methods[sizeof methods - 1] = 0;
    if (wanted)
      for (char *method = strtok(methods, ","); method; method = strtok(NULL, ","))
        if (!p.stiff || !strcmp(method, "cvode-bdf")) measure(&p, method, atoi(words[2]));
    free(p.initial);
    free(p.times);
    free(p.states);
  }
  return 0;
}
