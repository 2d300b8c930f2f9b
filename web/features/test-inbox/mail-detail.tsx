import { useEffect, useRef } from 'react'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatExactTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Card } from '../../ui/layout.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { MailBody } from './mail-body.tsx'
import type { TestMail } from './queries.ts'

export function MailDetail({ mail, onBack }: { mail: TestMail; onBack: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const plain = (
    <pre className="font-mono text-sm leading-relaxed break-words whitespace-pre-wrap">{mail.text}</pre>
  )
  return (
    <article aria-labelledby="mail-subject" className="min-w-0">
      <button
        type="button"
        onClick={onBack}
        className="-ms-2 mb-2 inline-flex min-h-11 items-center gap-1.5 rounded-lg px-2 text-sm font-medium text-muted hover:text-ink lg:hidden"
      >
        <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" />
        {t('ui.back')}
      </button>
      <Card className="flex flex-col gap-5">
        <header>
          <h2 ref={heading} id="mail-subject" tabIndex={-1} className="text-xl font-bold outline-none">
            {mail.subject}
          </h2>
          <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
            <dt className="text-muted">{t('testInbox.from')}</dt>
            <dd className="break-all">{mail.from}</dd>
            <dt className="text-muted">{t('testInbox.to')}</dt>
            <dd className="break-all">{mail.to}</dd>
            <dt className="text-muted">{t('testInbox.received')}</dt>
            <dd>{formatExactTime(mail.received_at, language)}</dd>
          </dl>
        </header>
        {mail.html === '' ? (
          plain
        ) : (
          <Tabs
            label={mail.subject}
            tabs={[
              {
                value: 'html',
                label: t('testInbox.html'),
                content: (
                  <MailBody html={mail.html} label={t('testInbox.frame', { subject: mail.subject })} />
                ),
              },
              { value: 'text', label: t('testInbox.text'), content: plain },
            ]}
          />
        )}
      </Card>
    </article>
  )
}
