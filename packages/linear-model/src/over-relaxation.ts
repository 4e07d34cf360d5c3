/** How much longer a step is at most. */
const most = 0.6;

/** The C q at which it is half of that. */
const half = 20;

/**
 * What a step of descent is multiplied by: 1 where rows hardly feel each other, up to 1.6 where C q is large and rows move the same weights back and
 * forth. A step that the largest curvature bounds may be up to twice as long and the dual still falls. Over-relaxation:
 * Mangasarian & Musicant, "Successive overrelaxation for support vector machines", IEEE Transactions on Neural Networks 10 (1999).
 *
 * @param strength - C
 * @param squaredLength - q: the mean of |x|^2 + 1
 * @example overRelaxation(1, 20) // 1.3
 */
export function overRelaxation(strength: number, squaredLength: number): number {
  const felt = strength * squaredLength;
  return 1 + (most * felt) / (half + felt);
}
