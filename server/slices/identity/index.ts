import type { Db, ReadDb, Tx } from '../../platform/db.ts'
import type { Logger } from '../../platform/log.ts'
import { createAuthenticator } from './authenticate.ts'
import { contactOf, customerFacts, findCustomersByEmail, findCustomersByPhone } from './find-customers.ts'
import {
  createOpenAccount,
  openAccountDirectly,
  type CustomerHook,
  type DirectCustomer,
} from './open-account.ts'
import { createPasswords } from './passwords.ts'
import type { CustomerRow } from './tables.ts'

export { debitObstacle, mayReceive, type CustomerFacts } from './customer-status.ts'
export type { Contact, FoundCustomer } from './find-customers.ts'
export type { CustomerHook, NewCustomer } from './open-account.ts'
export { contactOf, customerFacts, findCustomersByEmail, findCustomersByPhone }

export type IdentityOptions = {
  db: Db
  log: Logger
  /** The version of the terms a person accepts today. */
  termsVersion: string
  /** Reactions of other slices when a customer comes into being, in the same transaction, in this order. */
  onCustomerCreated: readonly CustomerHook[]
}

export function createIdentitySlice(options: IdentityOptions) {
  const passwords = createPasswords()
  const openAccount = createOpenAccount(options.onCustomerCreated)
  const authenticator = createAuthenticator(options)
  return {
    authenticate: authenticator.authenticate,
    aliveSessions: authenticator.aliveSessions,
    close: authenticator.close,
    /** For `createCustomerDirectly`; takes some 40 ms. */
    hashPassword: passwords.hash,
    /** Opens an account whose address counts as proved: demo customers and test factories. */
    createCustomerDirectly: (tx: Tx, person: DirectCustomer): Promise<CustomerRow> =>
      openAccountDirectly(tx, openAccount, { ...person, termsVersion: options.termsVersion }),
    customerFacts,
    contactOf: (db: ReadDb, customerIds: readonly string[]) => contactOf(db, customerIds),
  }
}
