import { UserRoundCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { MaskedRecipient } from './queries.ts'

/** Who gets the money, as much as a stranger may see: enough to notice a mistake. */
export function RecipientCard({
  recipient,
  question = false,
}: {
  recipient: MaskedRecipient
  question?: boolean
}) {
  const { t } = useTranslation()
  return (
    <div
      role={question ? 'status' : undefined}
      className="flex items-center gap-4 rounded-lg bg-brand-soft/60 p-4"
    >
      <span
        aria-hidden
        className="grid size-11 shrink-0 place-items-center rounded-full bg-brand text-on-brand"
      >
        <UserRoundCheck className="size-5" />
      </span>
      <div className="min-w-0 flex-1">
        {question ? <p className="text-sm text-muted">{t('transfers.isThisThem')}</p> : null}
        <p className="text-lg font-semibold wrap-anywhere">
          <bdi>{recipient.name}</bdi>
        </p>
        <p className="text-sm text-muted">
          {t(`transfers.matchedBy.${recipient.matched_by}`)} ·{' '}
          <span className="tabular-nums">{recipient.account_number}</span>
        </p>
      </div>
    </div>
  )
}
