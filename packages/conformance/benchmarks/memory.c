/* Code that is about memory: a sort, compression and its undoing, a hash, and a walk through pointers all over 4 MiB. */
#include "guest.h"

enum { WORDS = 1 << 14, BYTES = 1 << 16, LINKS = 1 << 19 };

static u32 words[WORDS];

static void quicksort(u32 *low, u32 *high) {
  while (low < high) {
    u32 pivot = low[(high - low) / 2], *i = low, *j = high;
    while (i <= j) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i > j) break;
      u32 other = *i;
      *i++ = *j;
      *j-- = other;
    }
    quicksort(low, j);
    low = i;
  }
}

static u64 sorted(u64 *seed) {
  for (int i = 0; i < WORDS; i++) words[i] = next_random(seed) >> 20;
  quicksort(words, words + WORDS - 1);
  u64 sum = 0;
  for (int i = 0; i < WORDS; i += 7) sum = mix(sum, words[i]);
  return sum;
}

static u8 text[BYTES], packed[BYTES + BYTES / 8], unpacked[BYTES];
static u32 seen[1 << 12];

/* A byte of flags before eight items: a byte as it is, or a length and how far back the same bytes are. */
static u64 pack(void) {
  u64 out = 0, flags = 0, items = 8;
  for (u64 at = 0; at < BYTES;) {
    if (items == 8) flags = out++, packed[flags] = 0, items = 0;
    u64 length = 0, from = 0;
    if (at + 3 < BYTES) {
      u32 *slot = &seen[(text[at] << 16 | text[at + 1] << 8 | text[at + 2]) * 2654435761u >> 20];
      from = *slot;
      *slot = at;
      if (from < at && at - from < 65536)
        while (length < 255 && at + length < BYTES && text[from + length] == text[at + length]) length++;
    }
    if (length >= 4) {
      packed[flags] |= 1 << items;
      packed[out++] = length;
      packed[out++] = at - from;
      packed[out++] = (at - from) >> 8;
      at += length;
    } else packed[out++] = text[at++];
    items++;
  }
  return out;
}

static void unpack(void) {
  u64 in = 0, flags = 0, items = 8;
  for (u64 at = 0; at < BYTES; items++) {
    if (items == 8) flags = packed[in++], items = 0;
    if (flags >> items & 1) {
      u64 length = packed[in], back = packed[in + 1] | packed[in + 2] << 8;
      in += 3;
      for (; length > 0; length--, at++) unpacked[at] = unpacked[at - back];
    } else unpacked[at++] = packed[in++];
  }
}

static u64 compressed(u64 *seed) {
  static const char syllables[16][4] = {"ba", "lor", "em", " ", "sit", "do", ". ", "an", "ti", "que", " ", "ma", "ne", "ro", ", ", "us"};
  for (u64 at = 0; at < BYTES;) {
    const char *syllable = syllables[next_random(seed) & 15];
    while (*syllable && at < BYTES) text[at++] = *syllable++;
  }
  for (int i = 0; i < 1 << 12; i++) seen[i] = 0;
  u64 size = pack();
  unpack();
  for (int i = 0; i < BYTES; i++)
    if (text[i] != unpacked[i]) return 0;
  return size;
}

/* SHA-256 (FIPS 180-4). Its constants are the first bits of the fractions of cube roots of primes, found once. */
static u32 k[64];

static void make_constants(void) {
  int found = 0;
  for (u64 number = 2; found < 64; number++) {
    int prime = 1;
    for (u64 by = 2; by * by <= number; by++)
      if (number % by == 0) prime = 0;
    if (!prime) continue;
    /* The largest r with r^3 <= number * 2^96, of which the low 32 bits count. */
    u64 root = 0;
    for (u64 bit = 1ul << 35; bit; bit >>= 1) {
      u64 r = root | bit;
      if ((unsigned __int128)r * r * r <= (unsigned __int128)number << 96) root = r;
    }
    k[found++] = root;
  }
}

static u32 rotate(u32 x, int by) { return x >> by | x << (32 - by); }

static u64 hashed(void) {
  u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (u64 block = 0; block < BYTES; block += 64) {
    u32 w[64], s[8];
    for (int i = 0; i < 16; i++) {
      const u8 *at = text + block + 4 * i;
      w[i] = (u32)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
    }
    for (int i = 16; i < 64; i++) {
      u32 a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    for (int i = 0; i < 8; i++) s[i] = h[i];
    for (int i = 0; i < 64; i++) {
      u32 sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
      u32 sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
      u32 one = s[7] + sum1 + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
      u32 two = sum0 + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
      for (int j = 7; j > 0; j--) s[j] = s[j - 1];
      s[4] += one;
      s[0] = one + two;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
  }
  return (u64)h[0] << 32 | h[7];
}

static u64 links[LINKS];

/* One cycle through all links: a random permutation after Sattolo. */
static void make_links(u64 *seed) {
  for (u64 i = 0; i < LINKS; i++) links[i] = i;
  for (u64 i = LINKS - 1; i > 0; i--) {
    u64 other = next_random(seed) % i, value = links[i];
    links[i] = links[other];
    links[other] = value;
  }
}

u64 work(u64 rounds) {
  u64 seed = 0x2545f4914f6cdd1d, sum = 0, at = 0;
  make_constants();
  make_links(&seed);
  while (rounds--) {
    sum = mix(sum, sorted(&seed));
    sum = mix(sum, compressed(&seed));
    sum = mix(sum, hashed());
    for (int step = 0; step < 200000; step++) at = links[at];
    sum = mix(sum, at);
  }
  return sum;
}
