/*
 * Integer code of the kinds that embedded benchmarks have: linked lists that are searched and sorted, small matrices, a state
 * machine over text, and a CRC of what comes of them.
 */
#include "guest.h"

static u16 crc(u16 sum, u16 value) {
  for (int bit = 0; bit < 16; bit++, value >>= 1) sum = (sum ^ value) & 1 ? sum >> 1 ^ 0xa001 : sum >> 1;
  return sum;
}

enum { NODES = 240, SIDE = 24, TEXT = 640 };

struct node {
  struct node *next;
  short key, rank;
};
static struct node nodes[NODES];

static struct node *make_list(u64 *seed) {
  for (int i = 0; i < NODES; i++) nodes[i] = (struct node){i + 1 < NODES ? &nodes[i + 1] : 0, next_random(seed) & 0x3ff, i};
  return nodes;
}

static struct node *reverse(struct node *list) {
  struct node *done = 0;
  while (list) {
    struct node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

static int by_key(const struct node *a, const struct node *b) { return a->key - b->key; }
static int by_rank(const struct node *a, const struct node *b) { return a->rank - b->rank; }

/* Merges runs that double in length until there is one. */
static struct node *sort(struct node *list, int (*compare)(const struct node *, const struct node *)) {
  for (int length = 1;; length *= 2) {
    struct node *rest = list, **tail = &list;
    int merges = 0;
    while (rest) {
      struct node *a = rest, *b = rest;
      int of_a = 0, of_b = length;
      merges++;
      while (of_a < length && b) of_a++, b = b->next;
      while (of_a > 0 || (of_b > 0 && b)) {
        struct node **from = of_a > 0 && (of_b == 0 || !b || compare(a, b) <= 0) ? &a : &b;
        (*(from == &a ? &of_a : &of_b))--;
        *tail = *from;
        tail = &(*from)->next;
        *from = (*from)->next;
      }
      rest = b;
    }
    *tail = 0;
    if (merges <= 1) return list;
  }
}

static u16 lists(u64 *seed, u16 sum) {
  struct node *list = make_list(seed);
  for (int find = 0; find < 40; find++) {
    short wanted = next_random(seed) & 0x3ff;
    struct node *at = list;
    while (at && at->key != wanted) at = at->next;
    sum = crc(sum, at ? at->rank : 0xffff);
    list = reverse(list);
  }
  list = sort(list, by_key);
  for (struct node *at = list; at; at = at->next) sum = crc(sum, at->rank);
  list = sort(list, by_rank);
  return crc(sum, list->key);
}

static short left[SIDE][SIDE], right[SIDE][SIDE];
static int product[SIDE][SIDE];

static u16 matrices(u64 *seed, u16 sum) {
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) left[i][j] = next_random(seed), right[i][j] = next_random(seed) & 0xff;
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j < SIDE; j++) {
      int all = 0, middle = 0;
      for (int k = 0; k < SIDE; k++) {
        int one = left[i][k] * right[k][j];
        all += one;
        middle += (one >> 2 & 15) * (one >> 5 & 127);
      }
      product[i][j] = all ^ middle;
    }
  for (int i = 0; i < SIDE; i++) {
    int best = product[i][0];
    for (int j = 1; j < SIDE; j++) best = product[i][j] > best ? product[i][j] : best - (product[i][j] & 3);
    sum = crc(sum, best);
  }
  return sum;
}

/* What the words of a text are: numbers, with a fraction or an exponent, or nothing of the kind. */
enum state { START, SIGNED, WHOLE, POINT, FRACTION, EXPONENT, SIGNED_EXPONENT, POWER, WRONG, STATES };

static enum state step(enum state state, char c) {
  int digit = c >= '0' && c <= '9', sign = c == '+' || c == '-';
  switch (state) {
    case START: return digit ? WHOLE : sign ? SIGNED : c == '.' ? POINT : WRONG;
    case SIGNED: return digit ? WHOLE : c == '.' ? POINT : WRONG;
    case WHOLE: return digit ? WHOLE : c == '.' ? FRACTION : c == 'e' ? EXPONENT : WRONG;
    case POINT: return digit ? FRACTION : WRONG;
    case FRACTION: return digit ? FRACTION : c == 'e' ? EXPONENT : WRONG;
    case EXPONENT: return digit ? POWER : sign ? SIGNED_EXPONENT : WRONG;
    case SIGNED_EXPONENT:
    case POWER: return digit ? POWER : WRONG;
    default: return WRONG;
  }
}

static u16 words(u64 *seed, u16 sum) {
  static char text[TEXT];
  u16 counts[STATES] = {0};
  for (int i = 0; i < TEXT; i++) text[i] = "0123456789.e+-0123456789,,,12,3,"[next_random(seed) & 31];
  for (int pass = 0; pass < 8; pass++) {
    enum state state = START;
    for (int i = 0; i < TEXT; i++) {
      if (text[i] == ',') counts[state]++, state = START;
      else state = step(state, text[i]);
    }
    text[pass * 31] ^= 1;
  }
  for (int i = 0; i < STATES; i++) sum = crc(sum, counts[i]);
  return sum;
}

u64 work(u64 rounds) {
  u64 seed = 0x9e3779b97f4a7c15;
  u16 sum = 0;
  while (rounds--) sum = words(&seed, matrices(&seed, lists(&seed, sum)));
  return sum;
}
