import { z } from 'zod'
import { operation } from '../operation.ts'
import {
  feeLineSchema,
  idSchema,
  moneyOrZeroSchema,
  moneySchema,
  pageOf,
  pageQuery,
  proseSchema,
  timelineStepSchema,
  timestampSchema,
  wireMoneySchema,
} from '../schemas.ts'
import { stepUpReasons } from './challenges.ts'
import { recipientIdentifierSchema } from './wallet.ts'

/** The states of a transfer to an address whose owner has to accept it. */
export const invitationStatuses = ['awaiting_acceptance', 'completed', 'canceled', 'expired'] as const
export type InvitationStatus = (typeof invitationStatuses)[number]

const invitedSchema = z.strictObject({
  kind: z.enum(['email', 'phone']),
  address: z.string().meta({ description: 'As the payer typed it' }),
})

export const invitationSchema = z
  .strictObject({
    id: z.string(),
    number: z.string(),
    role: z.enum(['payer', 'payee']).meta({ description: 'Which side I am' }),
    status: z.enum(invitationStatuses),
    amount: wireMoneySchema.meta({ description: 'What whoever accepts gets' }),
    fees: z.array(feeLineSchema).meta({ description: 'The payer’s; empty for the payee' }),
    total: wireMoneySchema.meta({ description: 'For the payer what is held: amount and fees' }),
    invited: invitedSchema,
    counterparty: z
      .string()
      .nullable()
      .meta({ description: 'Masked name of the other side; null for the payer until somebody accepted' }),
    note: z.string().nullable(),
    created_at: timestampSchema,
    expires_at: timestampSchema.meta({
      description: 'Not accepted until then, the money goes back by itself',
    }),
    timeline: z.array(timelineStepSchema),
    actions: z.array(z.enum(['accept', 'cancel', 'repeat', 'receipt'])),
  })
  .meta({ id: 'TransferInvitation' })

const noteSchema = proseSchema({ min: 1, max: 140 })
const invitation = z.strictObject({ invitation: idSchema('transfer') })

export const previewInvitation = operation({
  id: 'previewInvitation',
  method: 'POST',
  path: '/v1/transfer_invitation_previews',
  summary:
    'What sending to an address costs and how long the money waits; never says whether somebody is a customer',
  access: 'customer',
  rateLimit: 'lookup',
  audit: 'none',
  idempotency: 'none',
  body: z.strictObject({ recipient: recipientIdentifierSchema, amount: moneySchema }),
  success: {
    status: 200,
    body: z.strictObject({
      invited: invitedSchema,
      amount: wireMoneySchema,
      fees: z.array(feeLineSchema),
      fee: wireMoneySchema,
      total: wireMoneySchema,
      available_after: wireMoneySchema.nullable(),
      expires_at: timestampSchema,
      step_up: z.enum(stepUpReasons).nullable(),
      obstacle: z
        .strictObject({ code: z.string(), title: z.string(), detail: z.string(), next_step: z.string() })
        .nullable(),
    }),
  },
  errors: ['not_signed_in', 'recipient_invalid'],
})

export const createInvitation = operation({
  id: 'createInvitation',
  method: 'POST',
  path: '/v1/transfer_invitations',
  summary:
    'Send money to an e-mail or mobile number; it is held until its owner accepts, and comes back otherwise',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  body: z.strictObject({
    recipient: recipientIdentifierSchema,
    amount: moneySchema,
    note: noteSchema.nullable().optional(),
    expected_fee: moneyOrZeroSchema.optional(),
  }),
  success: { status: 201, body: invitationSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'insufficient_funds',
    'limit_exceeded',
    'account_restricted',
    'account_closed',
    'recipient_invalid',
    'price_changed',
    'step_up_required',
    'too_many_waiting',
  ],
})

export const listInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/v1/transfer_invitations',
  summary:
    'Transfers that wait, or waited, to be accepted: those I sent, or those to an address I have proved',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  query: z.strictObject({
    ...pageQuery,
    role: z.enum(['payer', 'payee']),
    status: z.enum(invitationStatuses).optional(),
  }),
  success: { status: 200, body: pageOf(invitationSchema) },
  errors: ['not_signed_in'],
})

export const getInvitation = operation({
  id: 'getInvitation',
  method: 'GET',
  path: '/v1/transfer_invitations/{invitation}',
  summary: 'One of them, as its payer, or as whoever may accept or has accepted it, sees it',
  access: 'customer',
  rateLimit: 'read',
  audit: 'none',
  idempotency: 'none',
  params: invitation,
  success: { status: 200, body: invitationSchema },
  errors: ['not_signed_in'],
})

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/v1/transfer_invitations/{invitation}/accept',
  summary: 'Take the money that was sent to an address I have proved',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  params: invitation,
  success: { status: 200, body: invitationSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'transition_not_allowed',
    'account_restricted',
    'counterparty_restricted',
  ],
})

export const cancelInvitation = operation({
  id: 'cancelInvitation',
  method: 'POST',
  path: '/v1/transfer_invitations/{invitation}/cancel',
  summary: 'Take back what nobody has accepted yet',
  access: 'customer',
  rateLimit: 'money',
  audit: 'books',
  idempotency: 'required',
  params: invitation,
  success: { status: 200, body: invitationSchema },
  errors: [
    'not_signed_in',
    'idempotency_key_missing',
    'idempotency_key_in_use',
    'idempotency_key_reused',
    'transition_not_allowed',
  ],
})
