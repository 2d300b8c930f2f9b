import type { PaymentMethodKind } from '../../../contract/api/payment-methods.ts'
import type { ReadDb, Tx } from '../../platform/db.ts'
import type { Cron, Job } from '../../platform/jobs.ts'
import type { Route } from '../../platform/http/route.ts'
import { addBankAccountRoute } from './add-bank-account.ts'
import { addMethod, type NewMethod } from './add-method.ts'
import { bankSecretSchema, type BankSecret } from './bank-account.ts'
import { checkNameRoute } from './check-name.ts'
import { createExpiryJob } from './expiry.ts'
import type { PaymentMethodsDeps } from './deps.ts'
import { listMethodsRoute } from './list-methods.ts'
import { makeDefaultRoute } from './make-default.ts'
import { fromRow, openSecret, type PaymentMethod } from './method.ts'
import * as queries from './queries.ts'
import { removeMethodRoute } from './remove-method.ts'

export type { NewMethod } from './add-method.ts'
export type { BankSecret } from './bank-account.ts'
export { paymentMethodFact } from './facts.ts'
export { createNameChecker, type NameChecker, type NameCheckProvider } from './name-checks.ts'
export { forgetMethods } from './forget-methods.ts'
export { paymentMethodData } from './personal-data.ts'
export { isUsable, presentMethod, type PaymentMethod } from './method.ts'

/** The bank accounts, cards and e-wallets a customer keeps. */
export type PaymentMethodsSlice = {
  routes: Route[]
  jobs: Job[]
  crons: Cron[]
  /** See `addMethod` in `add-method.ts`. */
  addMethod(tx: Tx, method: NewMethod): Promise<PaymentMethod>
  /** One of a customer's methods, also one that was removed; undefined for another's. */
  methodOf(db: ReadDb, customerId: string, id: string): Promise<PaymentMethod | undefined>
  methodsOf(db: ReadDb, customerId: string, kind: PaymentMethodKind): Promise<PaymentMethod[]>
  /** What was sealed with it, as JSON; parse it by the schema of its kind and let it go nowhere but to the rail. */
  secretOf(method: Pick<PaymentMethod, 'id' | 'sealed'>): unknown
  /** The account and its holder in full, for an order to the bank. */
  bankAccountOf(method: Pick<PaymentMethod, 'id' | 'sealed'>): BankSecret
}

export function createPaymentMethodsSlice(deps: PaymentMethodsDeps): PaymentMethodsSlice {
  const { sealKey } = deps
  const expiry = createExpiryJob(deps)
  return {
    jobs: [expiry.job],
    crons: [expiry.cron],
    routes: [
      listMethodsRoute(deps),
      makeDefaultRoute(deps),
      removeMethodRoute(deps),
      checkNameRoute(deps),
      addBankAccountRoute(deps),
    ],
    addMethod: (tx, method) => addMethod(tx, deps, method),
    async methodOf(db, customerId, id) {
      const row = await queries.findMethod(db, { id, customerId })
      return row && fromRow(row)
    },
    async methodsOf(db, customerId, kind) {
      const rows = await queries.listMethods(db, { customerId, kind })
      return rows.map(fromRow)
    },
    secretOf: method => openSecret(sealKey, method),
    bankAccountOf: method => bankSecretSchema.parse(openSecret(sealKey, method)),
  }
}
