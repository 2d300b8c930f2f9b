import { Inbox } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { cn } from '../../ui/cn.ts'
import { Card, EmptyState } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import type { TestMail } from './queries.ts'

type MailListProps = {
  mails: readonly TestMail[]
  to: string
  openId: string | undefined
  onOpen: (id: string) => void
}

export function MailList({ mails, to, openId, onOpen }: MailListProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (mails.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Inbox />}
          title={to === '' ? t('testInbox.noneTitle') : t('testInbox.noneFor', { address: to })}
        >
          {t('testInbox.none')}
        </EmptyState>
      </Card>
    )
  return (
    <>
      <p role="status" className="sr-only">
        {t('testInbox.count', { count: mails.length })}
      </p>
      <List label={t('testInbox.list')}>
        {mails.map(mail => (
          <li key={mail.id}>
            <button
              type="button"
              onClick={() => onOpen(mail.id)}
              aria-pressed={mail.id === openId}
              className={cn(
                'flex w-full flex-col gap-0.5 px-4 py-3.5 text-start transition-colors hover:bg-sunken/60 sm:px-5',
                mail.id === openId && 'bg-brand-soft hover:bg-brand-soft',
              )}
            >
              <span className="w-full truncate font-semibold">{mail.subject}</span>
              <span className="w-full truncate text-sm text-muted">{mail.to}</span>
              <time dateTime={mail.received_at} className="text-xs text-muted">
                {formatTime(mail.received_at, language)}
              </time>
            </button>
          </li>
        ))}
      </List>
    </>
  )
}
