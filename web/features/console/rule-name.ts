/** What may be typed into the name of a rule, which receipts show: small letters, digits and dashes. */
export function ruleName(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-')
}

/** A name no rule of the list has yet. */
export function freeName(rules: readonly { id: string }[]): string {
  let number = rules.length + 1
  while (rules.some(({ id }) => id === `rule-${number}`)) number += 1
  return `rule-${number}`
}
