import type {
  MethodDetails,
  PaymentMethodKind,
  PaymentMethodStatus,
} from '../../../contract/api/payment-methods.ts'
import { toTypeId } from '../../../contract/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { assertInvariant, DomainError } from '../../platform/errors.ts'
import { newId } from '../../platform/id.ts'
import { appendEvents } from '../../platform/outbox.ts'
import { fingerprintOf, fromRow, sealSecret, type PaymentMethod } from './method.ts'
import * as queries from './queries.ts'

/** More than anybody uses, few enough that a stolen session cannot fill the table. */
export const maxMethodsOfKind = 20

export type NewMethod = {
  customerId: string
  kind: PaymentMethodKind
  /** `active` unless said otherwise; `pending` is kept but cannot be used yet. */
  status?: Extract<PaymentMethodStatus, 'pending' | 'active'>
  label: string
  details: MethodDetails
  /** JSON that a payment needs; sealed at rest and never sent out. */
  secret: unknown
  /** What makes it this account or card and no other: two with the same are one. */
  identity: string
  /** ISO date of the last good day. */
  expiresOn: string | null
  verifiedAt: Date | null
  now: Date
}

export type Keys = {
  /** Seals what a payment needs. */
  sealKey: Buffer
  /** Key of the fingerprints. */
  codeKey: Buffer
}

/**
 * Keeps a method; the first of its kind is the default. Throws `payment_method_known` where the customer keeps the same
 * one already, `too_many_payment_methods` where there is no room. The caller has seen to the customer's confirmation.
 */
export async function addMethod(tx: Tx, keys: Keys, method: NewMethod): Promise<PaymentMethod> {
  const { customerId, kind, now } = method
  assertInvariant(method.details.kind === kind, 'the details of a method are of its kind')
  await queries.holdCustomer(tx, customerId)
  const kept = await queries.countMethods(tx, customerId, kind)
  if (kept >= maxMethodsOfKind)
    throw new DomainError('too_many_payment_methods', { details: { max: maxMethodsOfKind } })
  const id = newId()
  const row = await queries.insertMethod(tx, {
    id,
    customer_id: customerId,
    kind,
    status: method.status ?? 'active',
    label: method.label,
    details: method.details,
    sealed: sealSecret(keys.sealKey, id, method.secret),
    fingerprint: fingerprintOf(keys.codeKey, kind, method.identity),
    is_default: kept === 0,
    expires_on: method.expiresOn,
    verified_at: method.verifiedAt,
    created_at: now,
    removed_at: null,
  })
  if (!row) throw new DomainError('payment_method_known')
  const added = fromRow(row)
  await tellMethod(tx, 'payment_method.added', added, now)
  return added
}

/** Every change of where money can go to is told: it may be the first thing a thief does. */
export async function tellMethod(
  tx: Tx,
  type: 'payment_method.added' | 'payment_method.removed',
  { id, customerId, kind, label, expiresOn }: PaymentMethod,
  now: Date,
): Promise<void> {
  await appendEvents(tx, [
    {
      type,
      version: 1,
      stream: customerId,
      subject: id,
      journal: null,
      payload: { id: toTypeId('paymentMethod', id), kind, label, expires_on: expiresOn },
      occurredAt: now,
    },
  ])
}
