import { addBankAccount } from '../../../contract/api/payment-methods.ts'
import { identityOfBankAccount } from '../../../contract/bank-accounts/index.ts'
import { DomainError } from '../../platform/errors.ts'
import { route, type Route } from '../../platform/http/route.ts'
import { consumeStepUp } from '../identity/index.ts'
import { addMethod } from './add-method.ts'
import { bankDetails, bankLabel, checkedAccount, checkSubject, type BankSecret } from './bank-account.ts'
import { nameCheckLifeMs } from './check-name.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import { presentMethod } from './method.ts'
import * as queries from './queries.ts'
import type { NameCheckRow } from './tables.ts'

/**
 * Keeps a bank account. The name must have been checked for this very account and name; any answer but a match needs the
 * customer's word that they saw the warning. Then the customer proves themselves: whoever adds an account can empty the
 * wallet to it.
 */
export function addBankAccountRoute(deps: PaymentMethodsDeps): Route {
  return route(addBankAccount, async ({ body, context }) => {
    const { customerId } = context.principal
    const { now } = context
    const account = checkedAccount(body.account)
    const holderName = body.holder_name.trim()
    const subject = checkSubject(deps.codeKey, account, holderName)
    const check = await queries.findNameCheck(deps.db.read, { id: body.name_check, customerId })
    if (!check || !isAbout(check, subject, now))
      throw new DomainError('validation_failed', { fields: [{ path: 'name_check', code: 'not_allowed' }] })
    if (check.result !== 'match' && !body.despite_name_check)
      throw new DomainError('payee_mismatch', { details: { result: check.result } })
    const details = bankDetails(account, { holderName, nameCheck: check.result })
    const proof = await deps.stepUp.require(context, {
      operation: 'add_payment_method',
      binding: {
        account: subject.toString('hex'),
        name_check: check.id,
        despite: String(body.despite_name_check),
      },
      display: {
        recipient: holderName,
        recipient_account: details.account,
        facts: [{ name: 'payment_method', value: bankLabel(account) }],
      },
    })
    const secret: BankSecret = {
      v: 1,
      holderName,
      account: { country: account.country, currency: account.currency, fields: { ...account.fields } },
    }
    const method = await deps.db.transaction(async tx => {
      const added = await addMethod(tx, deps, {
        customerId,
        kind: 'bank_account',
        label: bankLabel(account),
        details,
        secret,
        identity: identityOfBankAccount(account),
        expiresOn: null,
        verifiedAt: check.result === 'match' ? check.checked_at : null,
        now,
      })
      await consumeStepUp(tx, proof, added.id)
      return added
    })
    context.audit({ subject: method.id, details: { label: method.label, name_check: check.result } })
    return presentMethod(method)
  })
}

function isAbout(check: NameCheckRow, subject: Buffer, now: Date): boolean {
  return check.subject.equals(subject) && now.getTime() - check.checked_at.getTime() < nameCheckLifeMs
}
