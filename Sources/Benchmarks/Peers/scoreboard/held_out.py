"""Which series a backtest holds out: the program's own choice by name and seed, made anew."""

# The first word of the counters that the program keeps for this purpose.
EPOCH = 0xFFFFFF40


def philox(counter, seed):
    """The four words of Philox 4x32 with ten rounds (Salmon et al. 2011)."""
    mask = 0xFFFFFFFF
    x, key = list(counter), [seed & mask, seed >> 32 & mask]
    for number in range(10):
        if number > 0:
            key = [key[0] + 0x9E3779B9 & mask, key[1] + 0xBB67AE85 & mask]
        first, second = x[0] * 0xD2511F53, x[2] * 0xCD9E8D57
        x = [second >> 32 ^ x[1] ^ key[0], second & mask, first >> 32 ^ x[3] ^ key[1], first & mask]
    return x


def uniform(counter, seed):
    words = philox(counter, seed)
    bits = words[0] << 21 ^ words[1] >> 11
    return ((bits & 0x1FFFFFFFFFFFFF) + 0.5) * 2.0 ** -53


def series_key(name):
    """Fowler, Noll and Vo's hash 1a of 32 bits."""
    key = 2166136261
    for byte in name.encode():
        key = (key ^ byte) * 16777619 & 0xFFFFFFFF
    return key


def held_out(names, share, seed):
    """The share of `names` with the least random numbers."""
    ranked = sorted(names, key=lambda name: (uniform([EPOCH, series_key(name), 0, 0], seed), name))
    # Halves go away from zero, unlike Python's own rounding.
    return set(ranked[:int(share * len(ranked) + 0.5)])
