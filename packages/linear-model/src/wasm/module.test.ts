import { expect, test } from 'vitest';
import { exponential, softplus } from '../batch/vector-math.ts';
import { i32, v128, whileTrue } from './code.ts';
import { assemble } from './module.ts';
import { canRun, instantiate, sharedMemory } from './runtime.ts';

/** Puts numbers through both functions: e^x in the second half of 4 KiB, log(1 + e^x) in the third. */
function throughKernel(numbers: Float32Array): { exp: Float32Array; softplus: Float32Array } {
  const bytes = assemble({
    functions: {
      run: {
        parameters: 2,
        write: (f) => {
          const [at, end] = [f.parameter(0), f.parameter(1)];
          const [x, result] = [f.local('v128'), f.local('v128')];
          const [exp, soft] = [exponential(f), softplus(f)];
          f.body(
            whileTrue(
              i32.less(at.get, end.get),
              x.set(v128.load(at.get)),
              exp(x.get, result),
              v128.store(at.get, result.get, 16_384),
              soft(x, result),
              v128.store(at.get, result.get, 32_768),
              at.set(i32.add(at.get, i32.const(16))),
            ),
          );
        },
      },
    },
  });
  expect(canRun(bytes)).toBe(true);
  const memory = sharedMemory(65_536);
  const { run } = instantiate<{ run: (from: number, to: number) => void }>(bytes, memory);
  const floats = new Float32Array(memory.buffer);
  floats.set(numbers);
  run(0, numbers.length * 4);
  return { exp: floats.slice(4096, 4096 + numbers.length), softplus: floats.slice(8192, 8192 + numbers.length) };
}

const numbers = Float32Array.from({ length: 4096 }, (_, at) => (at - 2048) / 24);

test('assembled code runs: e^x within 4 units in the 7th digit', () => {
  throughKernel(numbers).exp.forEach((found, at) => {
    expect(Math.abs(found / Math.exp(numbers[at]!) - 1)).toBeLessThan(4e-7);
  });
});

test('log(1 + e^x) keeps its digits on both sides', () => {
  throughKernel(numbers).softplus.forEach((found, at) => {
    const x = numbers[at]!;
    const exact = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    expect(Math.abs(found / exact - 1)).toBeLessThan(6e-7);
  });
});

test('far out, e^x stays finite and above 0', () => {
  const { exp } = throughKernel(Float32Array.of(1000, -1000, Infinity, -Infinity));
  expect([...exp].map((e) => e > 0 && e < Infinity)).toEqual([true, true, true, true]);
  expect(exp[0]).toBe(exp[2]);
});

test('an engine that does not know an instruction says so', () => {
  expect(canRun(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99))).toBe(false);
});
