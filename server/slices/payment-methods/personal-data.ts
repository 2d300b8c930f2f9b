import type { ReadDb } from '../../platform/db.ts'
import { bankSecretSchema } from './bank-account.ts'
import { fromRow, openSecret } from './method.ts'
import * as queries from './queries.ts'

/**
 * What a customer keeps to pay with, for the copy of their data. Their own bank accounts are in it in full: they gave
 * them to us. The tokens of cards and e-wallets are the counterparty's secrets and stay out.
 */
export function paymentMethodData(sealKey: Buffer) {
  return {
    name: 'payment_methods',
    async read(db: ReadDb, customerId: string): Promise<unknown> {
      const [methods, checks] = await Promise.all([
        queries.allMethods(db, customerId),
        queries.allNameChecks(db, customerId),
      ])
      return {
        payment_methods: methods.map(row => {
          const method = fromRow(row)
          const { sealed, customerId: _owner, ...shown } = method
          return method.kind === 'bank_account'
            ? { ...shown, account: bankSecretSchema.parse(openSecret(sealKey, { id: method.id, sealed })) }
            : shown
        }),
        name_checks: checks.map(({ id, result, reference, checked_at: checkedAt }) => ({
          id,
          result,
          reference,
          checked_at: checkedAt,
        })),
      }
    },
  }
}
