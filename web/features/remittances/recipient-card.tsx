import { UserRound } from 'lucide-react'
import { useLanguage } from '../../lib/i18n.ts'
import type { Recipient } from './queries.ts'

/** To whom: name as the bank will read it, country and masked account. */
export function RecipientCard({ recipient }: { recipient: Recipient }) {
  const { name_on_order: name, country, account } = recipient
  const countryName = new Intl.DisplayNames(useLanguage(), { type: 'region' }).of(country)
  return (
    <div className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3">
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-surface text-muted"
      >
        <UserRound className="size-4.5" />
      </span>
      <span className="min-w-0 flex-1">
        <bdi className="block font-semibold wrap-anywhere">{name}</bdi>
        <span className="block truncate text-sm text-muted">
          {countryName ?? country}
          {' · '}
          <bdi dir="ltr" className="tabular-nums">
            {account}
          </bdi>
        </span>
      </span>
    </div>
  )
}
