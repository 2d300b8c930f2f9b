import { routingOf } from '../../../../contract/bank-accounts/index.ts'
import { isIban } from '../accounts.ts'
import type { Creditor } from '../at-rest.ts'
import { element, plainText, type Element } from '../xml/write.ts'

/** A bank: by its BIC, or as a member of a country's clearing system. */
export function bankByBic(name: string, bic: string): Element | undefined {
  return element(name, [element('FinInstnId', [element('BICFI', bic)])])
}

/** One of our own accounts. */
export function ownAccount(name: string, account: string, currency: string): Element | undefined {
  return element(name, [element('Id', [accountId(account)]), element('Ccy', currency)])
}

function accountId(account: string): Element | undefined {
  return isIban(account) ? element('IBAN', account) : element('Othr', [element('Id', account)])
}

/** The payee's bank; nothing where an IBAN alone says it (SEPA, regulation EU 260/2012). */
export function creditorAgent({ account }: Creditor): Element | undefined {
  const { bic, clearing } = routingOf(account)
  if (bic === undefined && clearing === undefined) return undefined
  return element('CdtrAgt', [
    element('FinInstnId', [
      element('BICFI', bic),
      element('ClrSysMmbId', [
        element('ClrSysId', [element('Cd', clearing?.system)]),
        element('MmbId', clearing?.member),
      ]),
    ]),
  ])
}

export function creditorAccount({ account }: Creditor): Element | undefined {
  const { iban, other, accountType } = routingOf(account)
  return element('CdtrAcct', [
    element('Id', [element('IBAN', iban), element('Othr', [element('Id', other)])]),
    element('Tp', [element('Cd', accountType)]),
  ])
}

export function creditor({ name, address }: Creditor): Element | undefined {
  return element('Cdtr', [
    element('Nm', plainText(name, 140)),
    address
      ? element('PstlAdr', [
          element('PstCd', address.postalCode && plainText(address.postalCode, 16)),
          element('TwnNm', address.town && plainText(address.town, 35)),
          element('Ctry', address.country),
          ...address.lines.slice(0, 7).map(line => element('AdrLine', plainText(line, 70))),
        ])
      : undefined,
  ])
}

/** An instant as `ISODateTime` in UTC, without fractions of a second. */
export function isoTime(at: Date): string {
  return at.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
