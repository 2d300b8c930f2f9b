import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import {
  BadgeCheck,
  ChevronRight,
  Fingerprint,
  GraduationCap,
  History,
  KeyRound,
  MonitorSmartphone,
  Quote,
  ShieldCheck,
  ShieldQuestion,
  Smartphone,
} from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDate } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { List, RowContent, rowClass } from '../../ui/list.tsx'
import { ActivityPart } from './activity-part.tsx'
import { FreezeCard } from './freeze-card.tsx'
import { NotMeSheet } from './not-me-sheet.tsx'
import { PhraseSheet } from './phrase-sheet.tsx'
import { securityQuery, type Security } from './queries.ts'
import { ScoreCard } from './score-card.tsx'

/** How safe the account is, who was here, and the switches for when something is wrong. */
export function SecurityPage() {
  const { t } = useTranslation()
  const { data: security, error, refetch } = useQuery(securityQuery)
  const { ask } = useSearch({ from: '/signed-in/app/security' })
  const [open, setOpen] = useState<'phrase' | 'not_me' | undefined>(ask)
  const close = () => setOpen(undefined)
  return (
    <div className="mx-auto w-full max-w-5xl">
      <PageHeader title={t('security.title')} intro={t('security.intro')} />
      {security ? (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2 lg:gap-8">
          <div className="flex flex-col gap-6">
            <ScoreCard security={security} onPhrase={() => setOpen('phrase')} />
            <FreezeCard freeze={security.freeze} />
          </div>
          <div className="flex flex-col gap-8">
            <ActivityPart previous={security.previous_sign_in} />
            <Everything security={security} onPhrase={() => setOpen('phrase')} />
            <Button variant="secondary" className="w-fit" onClick={() => setOpen('not_me')}>
              <ShieldQuestion aria-hidden className="size-4.5" />
              {t('security.notMe.action')}
            </Button>
          </div>
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="h-80" />
          <Skeleton className="h-80" />
        </Loading>
      )}
      {security && open === 'phrase' ? <PhraseSheet phrase={security.phrase} onClose={close} /> : null}
      {open === 'not_me' ? <NotMeSheet about="security.centre" onClose={close} /> : null}
    </div>
  )
}

/** The other rooms of the centre, each with a page of its own. */
const rooms = [
  { to: '/app/security/devices', name: 'devices', icon: <MonitorSmartphone /> },
  { to: '/app/security/sign-ins', name: 'signIns', icon: <History /> },
  { to: '/app/security/two-step', name: 'twoStep', icon: <Smartphone /> },
  { to: '/app/security/passkeys', name: 'passkeys', icon: <Fingerprint /> },
  { to: '/app/security/confirmations', name: 'confirmations', icon: <ShieldCheck /> },
] as const

const publicRooms = [
  { to: '/security-lessons', name: 'lessons', icon: <GraduationCap /> },
  { to: '/official-channels', name: 'official', icon: <BadgeCheck /> },
] as const

function Everything({ security, onPhrase }: { security: Security; onPhrase: () => void }) {
  const { t } = useTranslation()
  return (
    <section>
      <h2 className="pb-3 text-lg font-semibold">{t('security.more.title')}</h2>
      <List label={t('security.more.title')}>
        {rooms.map(room => (
          <Room key={room.to} {...room} />
        ))}
        <PasswordRoom password={security.password} />
        <PhraseRoom phrase={security.phrase} onOpen={onPhrase} />
        {publicRooms.map(room => (
          <Room key={room.to} {...room} />
        ))}
      </List>
    </section>
  )
}

function Room({ to, name, icon }: (typeof rooms)[number] | (typeof publicRooms)[number]) {
  const { t } = useTranslation()
  return (
    <li>
      <Link to={to} className={rowClass}>
        <Row icon={icon} title={t(`security.more.${name}`)} text={t(`security.more.${name}Text`)} />
      </Link>
    </li>
  )
}

function PasswordRoom({ password }: { password: Security['password'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li>
      <Link to="/app/profile/password" className={rowClass}>
        <Row
          icon={<KeyRound />}
          title={t('security.more.password')}
          text={t('security.more.passwordAge', { at: formatDate(password.changed_at, language) })}
          badge={password.old ? <Badge tone="warn">{t('security.more.passwordOld')}</Badge> : null}
        />
      </Link>
    </li>
  )
}

function PhraseRoom({ phrase, onOpen }: { phrase: string | null; onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <li>
      <button type="button" onClick={onOpen} className={rowClass}>
        <Row
          icon={<Quote />}
          title={t('security.more.phrase')}
          text={phrase === null ? t('security.more.phraseNone') : t('security.more.phraseIs', { phrase })}
        />
      </button>
    </li>
  )
}

function Row({
  icon,
  title,
  text,
  badge,
}: {
  icon: ReactNode
  title: string
  text: string
  badge?: ReactNode
}) {
  return (
    <>
      <RowContent icon={icon} title={title} detail={text} />
      {badge}
      <ChevronRight aria-hidden className="size-4.5 shrink-0 text-muted rtl:-scale-x-100" />
    </>
  )
}
