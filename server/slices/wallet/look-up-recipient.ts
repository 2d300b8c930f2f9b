import { lookUpRecipient, type maskedRecipientSchema } from '../../../contract/api/wallet.ts'
import type { z } from 'zod'
import { route, type Route } from '../../platform/http/route.ts'
import type { Recipient, Recipients } from './recipients.ts'

export function presentRecipient(recipient: Recipient): z.input<typeof maskedRecipientSchema> {
  return {
    matched_by: recipient.matchedBy,
    name: recipient.maskedName,
    account_number: recipient.maskedAccountNumber,
  }
}

export function lookUpRecipientRoute(recipients: Recipients): Route {
  return route(lookUpRecipient, async ({ body, context }) => {
    const recipient = await recipients.find(body.recipient, context.principal.customerId)
    context.audit({ subject: recipient.customerId })
    return presentRecipient(recipient)
  })
}
