/*
 * An interpreter of bytecode that goes from instruction to instruction by an indirect jump, as those of scripting languages
 * do. It runs a program that counts primes, follows Collatz's sequences, and mixes bits.
 */
#include "guest.h"

enum { HALT, PUSH, GET, SET, LOAD, STORE, ADD, SUB, MUL, AND, XOR, SHR, LESS, EQUAL, JUMP, UNLESS, MIX };
enum { FLAGS = 2000 };

/* What the program has in its places. */
enum { I, J, X, N, SUM, PLACES };

static u64 memory[FLAGS];

#define P(value) PUSH, value
#define G(place) GET, place
#define S(place) SET, place

/* Jumps are to positions in the program. */
static const short program[] = {
  /* 0: the sieve: all are candidates */
  P(0), S(I),
  /* 4 */ G(I), P(FLAGS), LESS, UNLESS, 25,
  /* 11 */ P(1), G(I), STORE, G(I), P(1), ADD, S(I), JUMP, 4,
  /* 25 */ P(2), S(I),
  /* 29 */ G(I), P(FLAGS), LESS, UNLESS, 85,
  /* 36 */ G(I), LOAD, UNLESS, 76,
  /* 41 */ G(SUM), G(I), MIX, S(SUM), G(I), G(I), ADD, S(J),
  /* 55 */ G(J), P(FLAGS), LESS, UNLESS, 76,
  /* 62 */ P(0), G(J), STORE, G(J), G(I), ADD, S(J), JUMP, 55,
  /* 76 */ G(I), P(1), ADD, S(I), JUMP, 29,
  /* 85: how long Collatz's sequences are */
  P(1), S(I),
  /* 89 */ G(I), P(120), LESS, UNLESS, 162,
  /* 96 */ G(I), S(X), P(0), S(N),
  /* 104 */ P(1), G(X), LESS, UNLESS, 146,
  /* 111 */ G(X), P(1), AND, UNLESS, 130,
  /* 118 */ G(X), P(3), MUL, P(1), ADD, S(X), JUMP, 137,
  /* 130 */ G(X), P(1), SHR, S(X),
  /* 137 */ G(N), P(1), ADD, S(N), JUMP, 104,
  /* 146 */ G(SUM), G(N), MIX, S(SUM), G(I), P(1), ADD, S(I), JUMP, 89,
  /* 162 */ HALT,
};

static u64 interpret(u64 sum) {
  static const void *const does[] = {&&halt, &&push, &&get, &&set, &&load, &&store, &&add, &&sub, &&mul, &&and, &&xor, &&shr, &&less, &&equal, &&jump, &&unless, &&mix};
  u64 places[PLACES] = {[SUM] = sum}, stack[16], *top = stack;
  const short *next = program;
#define NEXT goto *does[*next++]
#define BINARY(value) do { u64 b = *--top, a = top[-1]; top[-1] = (value); NEXT; } while (0)
  NEXT;
push: *top++ = *next++; NEXT;
get: *top++ = places[*next++]; NEXT;
set: places[*next++] = *--top; NEXT;
load: top[-1] = memory[top[-1]]; NEXT;
store: top -= 2; memory[top[1]] = top[0]; NEXT;
add: BINARY(a + b);
sub: BINARY(a - b);
mul: BINARY(a * b);
and: BINARY(a & b);
xor: BINARY(a ^ b);
shr: BINARY(a >> b);
less: BINARY(a < b);
equal: BINARY(a == b);
mix: BINARY(mix(a, b));
jump: next = program + *next; NEXT;
unless: next = *--top ? next + 1 : program + *next; NEXT;
halt: return places[SUM];
}

u64 work(u64 rounds) {
  u64 sum = 0;
  while (rounds--) sum = interpret(sum);
  return sum;
}
