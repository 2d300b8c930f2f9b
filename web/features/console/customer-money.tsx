import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { currencyName } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Amount } from '../../ui/money.tsx'
import { Panel, PanelNote } from './panel.tsx'
import type { CustomerPageData } from './queries.ts'

type Balance = CustomerPageData['wallet']['balances'][number]

/** Only the currencies in which there is something; a page of zeros says nothing. */
export function CustomerMoney({ customer, balances }: { customer: string; balances: readonly Balance[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: session } = useQuery(staffSessionQuery)
  const some = balances.filter(({ available, reserved }) => !isZero(available) || !isZero(reserved))
  return (
    <Panel
      title={t('console.customer.balances')}
      aside={
        may(session, 'finance.read') ? (
          <Link
            to="/console/ledger"
            search={{ customer }}
            className="text-sm font-medium text-brand-text hover:underline"
          >
            {t('console.nav.ledger')}
          </Link>
        ) : null
      }
    >
      {some.length === 0 ? (
        <PanelNote>{t('console.customer.noMoney')}</PanelNote>
      ) : (
        <ul className="divide-y divide-line px-4 text-sm">
          {some.map(({ currency, available, reserved }) => (
            <li key={currency} className="flex min-h-11 flex-col justify-center py-2 text-end">
              <span className="flex items-baseline justify-between gap-4">
                <span className="text-muted">{currencyName(currency, language)}</span>
                <Amount money={available} className="font-semibold" />
              </span>
              {isZero(reserved) ? null : (
                <span className="flex items-baseline justify-between gap-4 text-muted">
                  <span>{t('console.customer.reserved')}</span>
                  <Amount money={reserved} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function isZero({ value }: Balance['available']): boolean {
  return /^-?[0.]+$/.test(value)
}
