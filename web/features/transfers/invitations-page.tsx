import { useQuery } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../ui/error-state.tsx'
import { EmptyState, Narrow, PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { InvitationRow } from './invitation-row.tsx'
import { invitationsQuery } from './queries-later.ts'

/** Money that waits to be accepted: by me, and by those I sent it to. */
export function InvitationsPage() {
  const { t } = useTranslation()
  return (
    <Narrow>
      <PageHeader title={t('later.waitingPage')} intro={t('later.waitingIntro')} back="/app" />
      <div className="flex flex-col gap-8">
        <Part side="payee" title={t('later.forMe')} none={t('later.nothingForMe')}>
          {t('later.nothingForMeText')}
        </Part>
        <Part side="payer" title={t('later.fromMe')} none={t('later.nothingFromMe')}>
          {t('later.nothingFromMeText')}
        </Part>
      </div>
    </Narrow>
  )
}

type PartProps = { side: 'payer' | 'payee'; title: string; none: string; children: string }

function Part({ side, title, none, children }: PartProps) {
  const { data, error, refetch } = useQuery(invitationsQuery(side))
  return (
    <section>
      <h2 className="pb-2 text-lg font-semibold">{title}</h2>
      {data && data.data.length > 0 ? (
        <List label={title}>
          {data.data.map(invitation => (
            <li key={invitation.id}>
              <InvitationRow invitation={invitation} />
            </li>
          ))}
        </List>
      ) : (
        <div className="rounded-xl bg-surface shadow-card">
          {data ? (
            <EmptyState icon={<Hourglass />} title={none}>
              {children}
            </EmptyState>
          ) : error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <SkeletonRows rows={2} />
          )}
        </div>
      )}
    </section>
  )
}
