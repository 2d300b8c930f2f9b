import { createHmac } from 'node:crypto'
import type { z } from 'zod'
import {
  methodDetailsSchema,
  type MethodDetails,
  type PaymentMethodKind,
  type PaymentMethodStatus,
  type paymentMethodSchema,
} from '../../../contract/api/payment-methods.ts'
import { toTypeId } from '../../../contract/ids.ts'
import { seal, unseal } from '../../platform/seal.ts'
import type { PaymentMethodRow } from './tables.ts'

/** A bank account, card or e-wallet of a customer, as other slices work with it. */
export type PaymentMethod = {
  id: string
  customerId: string
  kind: PaymentMethodKind
  status: PaymentMethodStatus
  /** Masked, as the customer reads it. */
  label: string
  details: MethodDetails
  sealed: Buffer
  isDefault: boolean
  /** ISO date; null where it does not expire. */
  expiresOn: string | null
  verifiedAt: Date | null
  createdAt: Date
  removedAt: Date | null
}

/** What a method is sealed for: its row and no other. */
export function sealContext(id: string): string {
  return `payment method ${id}`
}

export function sealSecret(key: Buffer, id: string, secret: unknown): Buffer {
  return seal(key, Buffer.from(JSON.stringify(secret), 'utf8'), sealContext(id))
}

/** What was sealed with the method, as JSON; the caller parses it by its own schema. */
export function openSecret(key: Buffer, { id, sealed }: Pick<PaymentMethod, 'id' | 'sealed'>): unknown {
  return JSON.parse(unseal(key, sealed, sealContext(id)).toString('utf8'))
}

/** Tells equal accounts from unequal ones without keeping them: HMAC-SHA-256 under a key outside the database. */
export function fingerprintOf(key: Buffer, kind: string, identity: string): Buffer {
  return createHmac('sha256', key).update(`payment method/${kind}/${identity}`).digest()
}

export function fromRow(row: PaymentMethodRow): PaymentMethod {
  return {
    id: row.id,
    customerId: row.customer_id,
    kind: row.kind,
    status: row.status,
    label: row.label,
    details: methodDetailsSchema.parse(row.details),
    sealed: row.sealed,
    isDefault: row.is_default,
    expiresOn: row.expires_on,
    verifiedAt: row.verified_at,
    createdAt: row.created_at,
    removedAt: row.removed_at,
  }
}

export type WirePaymentMethod = z.input<typeof paymentMethodSchema>

export function presentMethod(method: PaymentMethod): WirePaymentMethod {
  return {
    id: toTypeId('paymentMethod', method.id),
    kind: method.kind,
    status: method.status,
    label: method.label,
    details: method.details,
    is_default: method.isDefault,
    expires_on: method.expiresOn,
    verified_at: method.verifiedAt?.toISOString() ?? null,
    created_at: method.createdAt.toISOString(),
  }
}

/** Whether money may be moved with it. The day it expires on is its last good one. */
export function isUsable({ status, removedAt }: Pick<PaymentMethod, 'status' | 'removedAt'>): boolean {
  return status === 'active' && removedAt === null
}
