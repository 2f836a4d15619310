/*
 * Floating point in double and single precision: bodies that attract each other, a polynomial, and linear equations. The
 * exception flags are cleared and read all the time, so that they have to be exact.
 */
#include "guest.h"

enum { BODIES = 5, SIDE = 24 };

static u64 flags(void) {
  u64 raised;
  asm volatile("fsflags %0, zero" : "=r"(raised) : : "memory");
  return raised;
}

static u64 bits(double value) {
  u64 as;
  asm("fmv.x.d %0, %1" : "=r"(as) : "f"(value));
  return as;
}

static double root(double value) {
  double result;
  asm("fsqrt.d %0, %1" : "=f"(result) : "f"(value));
  return result;
}

static struct body {
  double x, y, z, vx, vy, vz, mass;
} bodies[BODIES];

static void place_bodies(u64 *seed) {
  for (int i = 0; i < BODIES; i++) {
    double *of = &bodies[i].x;
    for (int j = 0; j < 7; j++) of[j] = (double)(next_random(seed) >> 40) / 0x1p24 + (j == 6);
  }
}

static void advance(double time) {
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    for (int j = i + 1; j < BODIES; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double pull = time / (square * root(square));
      a->vx -= dx * b->mass * pull, a->vy -= dy * b->mass * pull, a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull, b->vy += dy * a->mass * pull, b->vz += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < BODIES; i++) {
    struct body *a = &bodies[i];
    a->x += time * a->vx, a->y += time * a->vy, a->z += time * a->vz;
  }
}

static float polynomial(float x) {
  float value = 0;
  for (int i = 20; i > 0; i--) value = value * x + 1.0f / i;
  return value;
}

static double matrix[SIDE][SIDE + 1];

/* The sum of the solution, by elimination. */
static double solved(u64 *seed) {
  for (int i = 0; i < SIDE; i++)
    for (int j = 0; j <= SIDE; j++) matrix[i][j] = (double)(next_random(seed) >> 44) / 1024 + (i == j) * 20000.0;
  for (int i = 0; i < SIDE; i++)
    for (int row = i + 1; row < SIDE; row++) {
      double by = matrix[row][i] / matrix[i][i];
      for (int j = i; j <= SIDE; j++) matrix[row][j] -= by * matrix[i][j];
    }
  double sum = 0;
  for (int i = SIDE - 1; i >= 0; i--) {
    double value = matrix[i][SIDE];
    for (int j = i + 1; j < SIDE; j++) value -= matrix[i][j] * matrix[j][SIDE];
    sum += matrix[i][SIDE] = value / matrix[i][i];
  }
  return sum;
}

u64 work(u64 rounds) {
  u64 seed = 0x853c49e6748fea9b, sum = 0;
  place_bodies(&seed);
  while (rounds--) {
    for (int i = 0; i < 60; i++) advance(0.001);
    sum = mix(mix(sum, bits(bodies[0].x)), flags());
    for (int i = 0; i < 60; i++) {
      sum = mix(sum, bits(polynomial(i / 64.0f)));
      sum = mix(sum, flags());
    }
    sum = mix(mix(sum, bits(solved(&seed))), flags());
    /* What is exact raises nothing, a sum that overflows or a quotient by zero does. */
    volatile double one = 1, zero = 0, most = 0x1.fffffffffffffp1023;
    sum = mix(mix(sum, bits(one + one)), flags());
    sum = mix(mix(sum, bits(most + most)), flags());
    sum = mix(mix(sum, bits(one / zero)), flags());
    sum = mix(mix(sum, bits(0x1p-1022 * one / 3)), flags());
  }
  return sum;
}
