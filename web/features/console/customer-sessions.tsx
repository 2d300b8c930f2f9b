import { Laptop, Smartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { deviceOf } from '../../../contract/device.ts'
import { formatWhen } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Panel, PanelNote } from './panel.tsx'
import type { CustomerPageData } from './queries.ts'
import type { Revealed } from './use-revealed.ts'

type Session = CustomerPageData['sessions'][number]

export function CustomerSessions({
  sessions,
  revealed,
}: {
  sessions: readonly Session[]
  revealed: Revealed
}) {
  const { t } = useTranslation()
  const ips = new Map(revealed.values.session_ips?.map(({ session, ip }) => [session, ip]))
  return (
    <Panel title={t('console.customer.sessions')}>
      {sessions.length === 0 ? (
        <PanelNote>{t('console.customer.noSessions')}</PanelNote>
      ) : (
        <ul className="divide-y divide-line px-4 text-sm">
          {sessions.map(session => (
            <SessionRow key={session.id} session={session} ip={ips.get(session.id) ?? session.ip} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function SessionRow({ session, ip }: { session: Session; ip: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { browser, system, handheld } = deviceOf(session.user_agent)
  const Icon = handheld ? Smartphone : Laptop
  return (
    <li className="flex items-center gap-3 py-2.5">
      <Icon aria-hidden className="size-4.5 shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {[browser, system].filter(Boolean).join(' · ') || t('console.customer.unknownDevice')}
        </span>
        <span className="block truncate text-muted">
          <bdi>{ip}</bdi> ·{' '}
          {t('console.customer.lastUsed', { when: formatWhen(session.last_seen_at, language) })}
        </span>
      </span>
    </li>
  )
}
