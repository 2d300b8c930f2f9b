import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, LockKeyhole, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { NotMeSheet } from './not-me-sheet.tsx'
import { useDeviceName, usePlaceName } from './place.ts'
import { signInsQuery, type SignIn } from './queries.ts'

/** Every attempt to sign in, right or wrong; whoever does not know one says so next to it. */
export function SignInsPage() {
  const { t } = useTranslation()
  const list = useInfiniteQuery(signInsQuery)
  const [asked, setAsked] = useState(false)
  const signIns = list.data?.pages.flatMap(page => page.data)
  return (
    <div className="mx-auto w-full max-w-2xl">
      <PageHeader
        title={t('security.signIns.title')}
        intro={t('security.signIns.intro')}
        back="/app/security"
      />
      {signIns === undefined ? (
        list.error ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows rows={5} />
        )
      ) : signIns.length === 0 ? (
        <p className="text-muted">{t('security.signIns.none')}</p>
      ) : (
        <List label={t('security.signIns.list')}>
          {signIns.map(signIn => (
            <Entry key={signIn.id} signIn={signIn} onNotMe={() => setAsked(true)} />
          ))}
        </List>
      )}
      {list.hasNextPage ? (
        <Button
          variant="secondary"
          className="mt-4"
          pending={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('security.signIns.more')}
        </Button>
      ) : null}
      {asked ? <NotMeSheet about="session.new_device" onClose={() => setAsked(false)} /> : null}
    </div>
  )
}

const looks: Record<SignIn['outcome'], { Icon: LucideIcon; tone: BadgeTone }> = {
  succeeded: { Icon: CircleCheck, tone: 'ok' },
  second_factor_asked: { Icon: LockKeyhole, tone: 'neutral' },
  wrong_password: { Icon: CircleAlert, tone: 'warn' },
  second_factor_failed: { Icon: CircleAlert, tone: 'warn' },
  locked: { Icon: LockKeyhole, tone: 'bad' },
  refused: { Icon: CircleAlert, tone: 'bad' },
}

const methods = [
  'registration',
  'password',
  'passkey',
  'totp',
  'recovery_code',
  'email_code',
  'sms_code',
] as const

function Entry({ signIn, onNotMe }: { signIn: SignIn; onNotMe: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [placeName, deviceName] = [usePlaceName(), useDeviceName()]
  const { Icon, tone } = looks[signIn.outcome]
  const method = methods.find(name => name === signIn.method) ?? 'other'
  const device = deviceName(signIn.user_agent)
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2.5 px-4 py-4 sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={tone} icon={<Icon />}>
            {t(`security.signIns.outcome.${signIn.outcome}`)}
          </Badge>
          {signIn.current ? <Badge tone="brand">{t('security.signIns.thisSession')}</Badge> : null}
        </p>
        <p className="mt-1.5 font-medium">{formatTime(signIn.at, language)}</p>
        <p className="text-sm text-muted">
          {device} · {t(`security.signIns.method.${method}`)}
        </p>
        <p className="text-sm text-muted">
          {placeName(signIn.place)} · <bdi className="wrap-anywhere">{signIn.ip}</bdi>
        </p>
      </div>
      {signIn.current ? null : (
        <Button
          variant="secondary"
          size="sm"
          onClick={onNotMe}
          aria-label={`${t('security.signIns.notMe')}: ${formatTime(signIn.at, language)}, ${device}`}
        >
          {t('security.signIns.notMe')}
        </Button>
      )}
    </li>
  )
}
