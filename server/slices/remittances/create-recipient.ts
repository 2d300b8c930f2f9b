import { createRecipient } from '../../../contract/api/remittances.ts'
import { checkBankAccount, type BankAccount } from '../../../contract/bank-accounts/index.ts'
import {
  corridorTo,
  recipientProblems,
  type Corridor,
  type RecipientInput,
  type RecipientProblem,
} from '../../../contract/corridors/index.ts'
import type { Body } from '../../../contract/operation.ts'
import { DomainError, type InvalidField } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { newId } from '../../platform/id.ts'
import type { RemittancesDeps } from './deps.ts'
import * as queries from './queries-recipients.ts'
import { newRecipient, presentRecipient } from './recipient.ts'

/** Nobody sends to more; a stolen session cannot fill the book. */
export const maxRecipients = 200

/** Keeps somebody abroad. Whoever is kept already under the same account and name is given back as they are. */
export function createRecipientRoute({ db, sealKey, codeKey }: RemittancesDeps): Route {
  return route(createRecipient, async ({ body, context }) => {
    const { customerId } = context.principal
    const { corridor, input, account } = checked(body)
    const recipient = newRecipient(
      { sealKey, codeKey },
      { id: newId(), customerId, corridor, input, account, label: body.label, now: context.now },
    )
    const kept = await db.transaction(tx => queries.insertRecipient(tx, recipient, maxRecipients))
    if (!kept) throw new DomainError('too_many_recipients', { details: { max: maxRecipients } })
    context.audit({
      subject: kept.id,
      details: { country: kept.country, account: kept.account, known: kept.id !== recipient.id },
    })
    return presentRecipient(kept)
  })
}

/** Throws `validation_failed` naming each wrong field; `details.problems` have the codes the website has words for. */
function checked(body: Body<typeof createRecipient>): {
  corridor: Corridor
  input: RecipientInput
  account: BankAccount
} {
  const { country, fields } = body.account
  const corridor = corridorTo(country)
  if (!corridor) throw invalid([{ field: 'country', code: 'country_unsupported' }])
  const input: RecipientInput = {
    name: body.name,
    latinName: body.latin_name,
    fields,
    address: body.address && {
      street: body.address.street,
      city: body.address.city,
      postalCode: body.address.postal_code,
    },
  }
  const problems = recipientProblems(corridor, input)
  if (problems.length > 0) throw invalid(problems)
  const account = checkBankAccount({ country, currency: corridor.currency, fields })
  if ('problems' in account) throw invalid(account.problems)
  return { corridor, input, account: account.ok }
}

function invalid(problems: readonly RecipientProblem[]): DomainError {
  return new DomainError('validation_failed', {
    fields: problems.map(({ field, code }): InvalidField => ({
      path: pathOf(field),
      code: code === 'required' || code === 'unknown_field' ? code : 'malformed',
    })),
    details: { problems },
  })
}

function pathOf(field: string): string {
  if (field === 'country') return 'account.country'
  if (field === 'name' || field === 'latin_name' || field === 'address') return field
  if (field === 'street' || field === 'city' || field === 'postal_code') return `address.${field}`
  return `account.fields.${field}`
}
