/**
 * Damm's check digit (H. M. Damm, 2004): finds every single wrong digit and every swap of two neighbours, the
 * two mistakes people make when they read a number over the phone. Luhn, used for cards, misses 09 ↔ 90.
 */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const

function interim(digits: string): number {
  let state = 0
  for (const digit of digits) {
    // Not Number(digit), which reads a space as 0.
    const next = damm[state]?.[digit.charCodeAt(0) - 48]
    if (next === undefined) throw new RangeError('only digits have a check digit')
    state = next
  }
  return state
}

export function withCheckDigit(digits: string): string {
  return digits + String(interim(digits))
}

export function hasValidCheckDigit(digits: string): boolean {
  return /^[0-9]{2,}$/.test(digits) && interim(digits) === 0
}

/** What people type or paste, without the spaces and dashes they group by. */
export function ungroup(text: string): string {
  return text.replaceAll(/[\s-]/g, '')
}

/** `9123456789012345` → `9123 4567 8901 2345`: groups of four, as printed and read out. */
export function grouped(digits: string): string {
  return digits.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

/** Transaction numbers have 16 digits and begin with 9, a digit no card number begins with. */
export function isTransactionNumber(digits: string): boolean {
  return /^9[0-9]{15}$/.test(digits) && hasValidCheckDigit(digits)
}

/** Account numbers have 12 digits and begin with 8. */
export function isAccountNumber(digits: string): boolean {
  return /^8[0-9]{11}$/.test(digits) && hasValidCheckDigit(digits)
}
