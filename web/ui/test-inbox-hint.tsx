import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { metaQuery } from '../lib/queries.ts'
import { textLinkClass } from './auth-frame.tsx'

/** Where the codes of the test edition are; nothing in the live edition. */
export function TestInboxHint({ email }: { email: string }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  if (meta?.edition !== 'test') return null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-dashed border-control/60 p-4 text-sm">
      <FlaskConical aria-hidden className="size-4.5 shrink-0 text-muted" />
      <p className="min-w-0 flex-1 basis-48 text-muted">{t('identity.checkMail.testInboxText')}</p>
      <Link to="/inbox" search={email === '' ? {} : { to: email }} target="_blank" className={textLinkClass}>
        {t('identity.checkMail.testInbox')}
      </Link>
    </div>
  )
}
