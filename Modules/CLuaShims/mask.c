// The mask of addresses: SipHash-2-4 (Aumasson and Bernstein, 2012) of the pointer under the VM's
// key. A plain permutation would be cheaper, but scripts see many of its outputs.
#include "lib.h"

#define ROTATE(x, b) (((x) << (b)) | ((x) >> (64 - (b))))

static void mix(uint64_t v[4], int rounds) {
  while (rounds--) {
    v[0] += v[1], v[2] += v[3];
    v[1] = ROTATE(v[1], 13) ^ v[0], v[3] = ROTATE(v[3], 16) ^ v[2];
    v[0] = ROTATE(v[0], 32);
    v[2] += v[1], v[0] += v[3];
    v[1] = ROTATE(v[1], 17) ^ v[2], v[3] = ROTATE(v[3], 21) ^ v[0];
    v[2] = ROTATE(v[2], 32);
  }
}

uint64_t umbra_mask(const umbra_vm *vm, const void *address) {
  uint64_t word = (uint64_t)(uintptr_t)address, length = 8ull << 56;
  uint64_t v[4] = {vm->mask_key[0] ^ 0x736f6d6570736575u, vm->mask_key[1] ^ 0x646f72616e646f6du,
                   vm->mask_key[0] ^ 0x6c7967656e657261u, vm->mask_key[1] ^ 0x7465646279746573u};
  v[3] ^= word, mix(v, 2), v[0] ^= word;
  v[3] ^= length, mix(v, 2), v[0] ^= length;
  v[2] ^= 0xff, mix(v, 4);
  return (v[0] ^ v[1] ^ v[2] ^ v[3]) >> 16;
}
