import type { Operation } from '../contract/operation.ts'

type Json = Record<string, unknown>

const asCustomer: Json[] = [{ bearer: [] }, { cookie: [] }]
const asStaff: Json[] = [{ staff: [] }]

/** What a caller shows, by who may call. */
export const securityOf: Record<Operation['access'], Json[]> = {
  public: [],
  customer: asCustomer,
  half_session: asCustomer,
  counterparty: [],
  test_helper: [],
  staff_public: [],
  staff_half: asStaff,
  staff: asStaff,
}

const securitySchemes: Record<string, Json> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a session made with `delivery: "token"`.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-okpay_session',
    description: 'Set at sign-in; over plain http in the test edition it is called `okpay_session`.',
  },
}

const staffScheme: Record<string, Json> = {
  staff: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Secure-okpay_staff',
    description:
      'Set at sign-in, for /staff only; over plain http in the test edition it is called `okpay_staff`. There are no bearer tokens.',
  },
}

/** Customers and staff have nothing in common: two documents, two kinds of cookies. */
export type Realm = 'customers' | 'staff'

/** How each realm is signed in. */
export const schemesOf: Record<Realm, Record<string, Json>> = {
  customers: securitySchemes,
  staff: staffScheme,
}
