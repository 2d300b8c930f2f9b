/**
 * Creditor references of ISO 11649: `RF`, two check digits, then our own digits. Banks that know the standard refuse
 * a mistyped one already at the payer's; where they do not it is ordinary text. The check digits (ISO 7064, mod 97-10)
 * find every single wrong character and every swap of two neighbours.
 */

const ownDigits = 9

/** `digits`, nine of them, as a reference. */
export function creditorReference(digits: string): string {
  if (!/^\d{9}$/.test(digits)) throw new RangeError('a reference is made of nine digits')
  const check = 98 - remainderOf(`${digits}RF00`)
  return `RF${String(check).padStart(2, '0')}${digits}`
}

/** Whether `reference`, without spaces, is one of ours by form and check digits. */
export function isCreditorReference(reference: string): boolean {
  return /^RF\d{11}$/.test(reference) && remainderOf(reference.slice(4) + reference.slice(0, 4)) === 1
}

/**
 * The references that stand in what a payer wrote, each once. Banks change case, break lines and put spaces anywhere,
 * so only letters and digits count.
 */
export function creditorReferencesIn(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
  const found = new Set<string>()
  for (const { index } of plain.matchAll(/RF(?=\d{11})/g)) {
    const candidate = plain.slice(index, index + 4 + ownDigits)
    if (isCreditorReference(candidate)) found.add(candidate)
  }
  return Array.from(found)
}

/** In groups of four, as the standard prints it. */
export function groupedReference(reference: string): string {
  return reference.replaceAll(/(.{4})(?=.)/g, '$1 ')
}

/** ISO 7064: letters count from A = 10, the number is read digit by digit. */
function remainderOf(text: string): number {
  let remainder = 0
  for (const character of text)
    for (const digit of String(Number.parseInt(character, 36)))
      remainder = (remainder * 10 + Number(digit)) % 97
  return remainder
}
