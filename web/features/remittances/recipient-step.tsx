import { ChevronRight, Ellipsis, Globe, Plus, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../../lib/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { EditRecipient } from './edit-recipient.tsx'
import type { Recipient } from './queries.ts'

type RecipientStepProps = {
  recipients: readonly Recipient[]
  onChosen: (recipient: Recipient) => void
  onAdd: () => void
}

/** One of my recipients abroad, or a new one. */
export function RecipientStep({ recipients, onChosen, onAdd }: RecipientStepProps) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<Recipient>()
  if (recipients.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Globe />}
          title={t('abroad.noRecipientTitle')}
          action={
            <Button size="lg" onClick={onAdd}>
              <Plus aria-hidden className="size-5" />
              {t('abroad.addRecipient')}
            </Button>
          }
        >
          {t('abroad.noRecipientText')}
        </EmptyState>
      </Card>
    )
  return (
    <div className="flex flex-col gap-4">
      <List label={t('abroad.toWhom')}>
        {recipients.map(recipient => (
          <li key={recipient.id} className="flex items-center">
            <button type="button" onClick={() => onChosen(recipient)} className={rowClass}>
              <RecipientRow recipient={recipient} />
              <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
            </button>
            <button
              type="button"
              aria-label={t('abroad.edit', { name: recipient.label })}
              onClick={() => setEdited(recipient)}
              className="me-2 grid size-11 shrink-0 place-items-center rounded-full text-muted hover:bg-sunken"
            >
              <Ellipsis aria-hidden className="size-5" />
            </button>
          </li>
        ))}
      </List>
      <Button variant="secondary" block onClick={onAdd}>
        <Plus aria-hidden className="size-5" />
        {t('abroad.addRecipient')}
      </Button>
      {edited ? <EditRecipient recipient={edited} onClose={() => setEdited(undefined)} /> : null}
    </div>
  )
}

function RecipientRow({ recipient: { label, account, country, currency } }: { recipient: Recipient }) {
  const name = new Intl.DisplayNames(useLanguage(), { type: 'region' }).of(country)
  return (
    <RowContent
      icon={<UserRound />}
      title={<bdi>{label}</bdi>}
      detail={
        <>
          {name ?? country}
          {' · '}
          <bdi dir="ltr" className="tabular-nums">
            {account}
          </bdi>
        </>
      }
      value={currency}
    />
  )
}
