import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { ChevronRight, Download, KeyRound, Mail, Smartphone, UserRound, UserRoundX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { meQuery } from '../../lib/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { AvatarChoice } from './avatar.tsx'
import { changesQuery } from './queries.ts'

type RowProps = {
  to: NonNullable<LinkProps['to']>
  icon: ReactNode
  title: string
  detail: ReactNode
  note?: string | undefined
}

/** A row that leads to the page where this is changed. */
function Row({ to, icon, title, detail, note }: RowProps) {
  return (
    <li>
      <Link to={to} className={rowClass}>
        <RowContent icon={icon} title={title} detail={detail} />
        {note ? <Badge tone="warn">{note}</Badge> : null}
        <ChevronRight aria-hidden className="size-5 shrink-0 text-muted rtl:rotate-180" />
      </Link>
    </li>
  )
}

/** Who I am, as others and we know me. */
export function ProfileDetails() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: me, error, refetch } = useQuery(meQuery)
  const { data: changes } = useQuery(changesQuery)
  if (error && !me) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!me) return <SkeletonRows rows={4} />
  const pending = (kind: 'email' | 'phone') =>
    changes?.[kind]?.status === 'pending' ? t('profile.pending') : undefined
  return (
    <div className="flex flex-col gap-8">
      <Card label={t('profile.picture')}>
        <AvatarChoice me={me} />
      </Card>
      <section>
        <h2 className="mb-3 text-lg font-semibold">{t('profile.details')}</h2>
        <List label={t('profile.details')}>
          <Row
            to="/app/profile/name"
            icon={<UserRound />}
            title={t('identity.name')}
            detail={me.name}
            note={changes?.name ? t('profile.inReview') : undefined}
          />
          <Row
            to="/app/profile/email"
            icon={<Mail />}
            title={t('identity.email')}
            detail={me.email}
            note={pending('email')}
          />
          <Row
            to="/app/profile/phone"
            icon={<Smartphone />}
            title={t('identity.phone')}
            detail={<bdi dir="ltr">{me.phone}</bdi>}
            note={pending('phone')}
          />
          <Row
            to="/app/profile/password"
            icon={<KeyRound />}
            title={t('profile.password')}
            detail={
              changes
                ? t('profile.passwordAge', { when: formatDate(changes.password_changed_at, language) })
                : '…'
            }
          />
        </List>
        <p className="pt-2 text-sm text-muted">
          {t('ownProfile.customerSince')} {formatDate(me.created_at, language)}
        </p>
      </section>
    </div>
  )
}

/** Taking everything along, and leaving. */
export function ProfileAccount() {
  const { t } = useTranslation()
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{t('profile.account')}</h2>
      <List label={t('profile.account')}>
        <Row
          to="/app/profile/data"
          icon={<Download />}
          title={t('profile.data')}
          detail={t('profile.dataHint')}
        />
        <Row
          to="/app/profile/close"
          icon={<UserRoundX />}
          title={t('profile.close')}
          detail={t('profile.closeHint')}
        />
      </List>
    </section>
  )
}
