import { createHash } from 'node:crypto'
import type { StepUpOperation } from '../../../../contract/api/challenges.ts'
import { canonicalJson } from '../../../platform/http/request-hash.ts'

/**
 * Everything that makes an operation this one and no other: payee, amount, fee, the new address. Whatever is left out
 * can be changed after the customer has agreed, so when in doubt it is in. Amounts are minor units as text.
 */
export type Binding = Readonly<Record<string, string | null>>

export type BoundOperation = { customerId: string; operation: StepUpOperation; binding: Binding }

/** The operation as bytes that are the same for the same operation only: canonical JSON (RFC 8785). */
export function boundText({ customerId, operation, binding }: BoundOperation): string {
  return canonicalJson({ version: 1, customer: customerId, operation, binding })
}

/** SHA-256 of the bound text: dynamic linking in the sense of PSD2 RTS, article 5. */
export function bindingHash(bound: BoundOperation): Buffer {
  return createHash('sha256').update(boundText(bound)).digest()
}
