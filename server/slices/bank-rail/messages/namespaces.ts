/** `pain.001.001.09` → the namespace the standard gives it. */
export function namespaceOf(message: string): string {
  return `urn:iso:std:iso:20022:tech:xsd:${message}`
}
