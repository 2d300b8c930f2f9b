/** Check digits of the clearing systems' codes. Every function takes digits only and says whether they fit. */

/** ABA routing number: 3, 7, 1 times the digits, in turn, is a multiple of ten (ABA routing number policy). */
export function hasRoutingCheckDigit(routingNumber: string): boolean {
  const weights = [3, 7, 1]
  let sum = 0
  for (const [index, digit] of Array.from(routingNumber).entries())
    sum += Number.parseInt(digit, 10) * (weights[index % 3] ?? 0)
  return /^[0-9]{9}$/.test(routingNumber) && sum % 10 === 0 && sum > 0
}

/** Code of a bank in CNAPS, China's payment system: the last of 12 digits is ISO/IEC 7064, MOD 11,10. */
export function hasCnapsCheckDigit(code: string): boolean {
  if (!/^[0-9]{12}$/.test(code)) return false
  let product = 10
  for (const digit of code.slice(0, -1)) {
    const sum = (product + Number.parseInt(digit, 10)) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === Number.parseInt(code.slice(-1), 10)
}
