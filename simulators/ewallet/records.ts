import { z } from 'zod'
import { declineCodes } from './wallets.ts'

/** Minor units are decimal text in JSON, which knows no large integers. */
const minorUnits = z.string().regex(/^\d{1,18}$/)

export const paymentStatuses = ['waiting', 'processing', 'paid', 'declined', 'canceled', 'expired'] as const

/** A payment as it is stored and, but for `wallet` and the times, as the merchant sees it. */
export const paymentSchema = z.object({
  id: z.string(),
  merchantReference: z.string(),
  status: z.enum(paymentStatuses),
  amount: minorUnits,
  refunded: minorUnits,
  currency: z.string(),
  description: z.string(),
  locale: z.enum(['zh-CN', 'en']),
  returnUrl: z.string(),
  cancelUrl: z.string(),
  createdMs: z.int(),
  expiresMs: z.int(),
  /** Whether the customer is asked to let the merchant charge the wallet again. */
  offerAgreement: z.boolean(),
  /** The wallet that was used, and the last decline. */
  wallet: z.string().nullable(),
  decline: z.object({ code: z.enum(declineCodes), id: z.string(), atMs: z.int() }).nullable(),
  agreement: z.string().nullable(),
  refundReferences: z.array(z.string()),
  /** While it is processing: when it settles, and how. */
  settlesMs: z.int().nullable(),
  outcome: z.enum(['paid', 'declined']).nullable(),
  /** The browser was not sent back, and nobody was told. */
  silent: z.boolean(),
})
export type Payment = z.output<typeof paymentSchema>

export const agreementSchema = z.object({
  id: z.string(),
  wallet: z.string(),
  account: z.string(),
  /** ISO date of its last good day. */
  expiresOn: z.string(),
  ended: z.boolean(),
})
export type Agreement = z.output<typeof agreementSchema>
