import { getMeta } from '../contract/api/meta.ts'
import { currencies, exponentOf } from '../contract/money.ts'
import { privacyVersion, termsVersion } from '../contract/terms.ts'
import type { Config } from './platform/config.ts'
import { route, type Route } from './platform/http/route.ts'

/** What a client must know before anybody signs in; composed here because it belongs to no slice. */
export function metaRoute({ edition, operator, stripe, bank, ewallet }: Config): Route {
  return route(getMeta, () =>
    Promise.resolve({
      edition,
      operator: {
        name: operator.name,
        support_email: operator.supportEmail,
        time_zone: operator.timeZone,
      },
      currencies: currencies.map(code => ({ code, exponent: exponentOf(code) })),
      terms_version: termsVersion,
      privacy_version: privacyVersion,
      test_links:
        edition === 'test'
          ? {
              acquirer_steering: stripe.steeringUrl ?? null,
              bank_steering: bank?.steeringUrl ?? null,
              ewallet_steering: ewallet?.steeringUrl ?? null,
            }
          : null,
    }),
  )
}
