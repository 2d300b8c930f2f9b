/**
 * Divides an amount by weights so that the parts add up to it exactly: each gets its share rounded down, and the minor
 * units that are left go one by one to the largest remainders, of equal ones to the first (largest remainder method,
 * after Hamilton). `total` in minor units; weights are whole, not negative and not all zero. Throws RangeError.
 */
export function splitByLargestRemainder(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((added, weight) => added + weight, 0n)
  if (total < 0n || sum <= 0n || weights.some(weight => weight < 0n))
    throw new RangeError('an amount is split by weights that are not negative and not all zero')
  const shares = weights.map((weight, index) => ({
    index,
    part: (total * weight) / sum,
    remainder: (total * weight) % sum,
  }))
  const left = Number(total - shares.reduce((added, { part }) => added + part, 0n))
  const lucky = new Set(
    shares
      .toSorted((one, other) =>
        one.remainder === other.remainder
          ? one.index - other.index
          : one.remainder > other.remainder
            ? -1
            : 1,
      )
      .slice(0, left)
      .map(({ index }) => index),
  )
  return shares.map(({ index, part }) => (lucky.has(index) ? part + 1n : part))
}
