import { useQuery } from '@tanstack/react-query'
import { CircleSlash, Lock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { cn } from '../../ui/cn.ts'
import { LiftSheet } from './lift-sheet.tsx'
import { Panel, PanelNote } from './panel.tsx'
import type { CustomerPageData, Restriction } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

export function CustomerRestrictions({ customer }: { customer: CustomerPageData }) {
  const { t } = useTranslation()
  const [lifting, setLifting] = useState<string>()
  return (
    <Panel title={t('console.customer.restrictions')}>
      {customer.restrictions.length === 0 ? (
        <PanelNote>{t('console.customer.noRestrictions')}</PanelNote>
      ) : (
        <ul className="divide-y divide-line px-4">
          {customer.restrictions.map(restriction => (
            <RestrictionRow
              key={restriction.id}
              restriction={restriction}
              onLift={() => setLifting(restriction.id)}
            />
          ))}
        </ul>
      )}
      {lifting === undefined ? null : (
        <LiftSheet restriction={lifting} onClose={() => setLifting(undefined)} />
      )}
    </Panel>
  )
}

function RestrictionRow({ restriction, onLift }: { restriction: Restriction; onLift: () => void }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const { in_force: inForce, source, scope, reason, case_ref: caseRef } = restriction
  // A customer's own freeze is theirs to lift, a rule's ends by itself.
  const liftable =
    inForce && source !== 'customer' && source !== 'system' && may(session, 'restrictions.request_lift')
  const Icon = inForce ? Lock : CircleSlash
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2.5 py-3 text-sm">
      <div className="flex min-w-0 items-start gap-3">
        <Icon aria-hidden className={cn('mt-0.5 size-4.5 shrink-0', inForce ? 'text-bad' : 'text-muted')} />
        <div className="min-w-0">
          <p
            className={cn(
              'flex flex-wrap items-center gap-x-2 gap-y-1 font-medium',
              !inForce && 'text-muted',
            )}
          >
            {t(`console.scope.${scope}`)}
            {inForce ? <StateBadge tone="bad">{t('console.customer.inForce')}</StateBadge> : null}
          </p>
          <p className="text-muted">
            {t(`console.reason.${reason}`)} · {t(`console.source.${source}`)}
            {caseRef ? ` · ${caseRef}` : ''}
          </p>
          <p className="text-muted">
            <Times restriction={restriction} />
          </p>
        </div>
      </div>
      {liftable ? (
        <Button variant="secondary" size="sm" onClick={onLift}>
          {t('console.lift.action')}
        </Button>
      ) : null}
    </li>
  )
}

function Times({ restriction }: { restriction: Restriction }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { placed_at: placed, expires_at: expires, review_at: review, lifted_at: lifted } = restriction
  const when = (iso: string) => formatTime(iso, language)
  const parts = [t('console.customer.placed', { when: when(placed) })]
  if (restriction.in_force && expires) parts.push(t('console.customer.until', { when: when(expires) }))
  if (restriction.in_force && review) parts.push(t('console.customer.review', { when: when(review) }))
  if (!restriction.in_force && lifted) parts.push(t('console.customer.lifted', { when: when(lifted) }))
  else if (!restriction.in_force && expires)
    parts.push(t('console.customer.expired', { when: when(expires) }))
  return parts.join(' · ')
}
