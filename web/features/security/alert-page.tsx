import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldAlert, Snowflake } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, Loading, Narrow, PageHeader, Skeleton } from '../../ui/layout.tsx'
import { AddedFactors } from './added-factors.tsx'
import { useEventName } from './event-name.ts'
import { NextSteps } from './next-steps.tsx'
import { NotMeEffects } from './not-me-sheet.tsx'
import type { Protected } from './queries.ts'

type AlertLink = Answer<'lookUpAlert'>

/** The part of the address no server sees; a mail opened in the same tab changes it without loading the page. */
function useToken(): string {
  return useSyncExternalStore(
    watch => {
      window.addEventListener('hashchange', watch)
      return () => window.removeEventListener('hashchange', watch)
    },
    () => location.hash.slice(1),
  )
}

/**
 * Where the links of alerts lead: says what the link would do and asks for one press. Opening it changes nothing, so a
 * mail scanner that opens every link freezes nobody's account.
 */
export function AlertPage() {
  const token = useToken()
  const { t } = useTranslation()
  const link = useQuery({
    queryKey: ['alert-link', token],
    queryFn: () => api('lookUpAlert', { body: { token } }),
    enabled: token !== '',
    staleTime: Infinity,
  })
  const unknown = token === '' || codeOf(link.error) === 'not_found'
  return (
    <Narrow>
      <PageHeader title={t('security.alert.title')} />
      {unknown ? (
        <Over kind="missing" />
      ) : link.data ? (
        <Known key={token} token={token} link={link.data} />
      ) : link.error ? (
        <ErrorState error={link.error} onRetry={() => void link.refetch()} />
      ) : (
        <Loading>
          <Skeleton className="h-64" />
        </Loading>
      )}
    </Narrow>
  )
}

function Known({ token, link }: { token: string; link: AlertLink }) {
  const answer = useMutation({ mutationFn: () => api('answerAlert', { body: { token } }) })
  if (answer.data) return <Done kind={link.kind} done={answer.data} />
  if (!link.usable || codeOf(answer.error) === 'challenge_expired') return <Over kind="over" />
  return <Ask link={link} pending={answer.isPending} error={answer.error} onPress={() => answer.mutate()} />
}

function Ask({
  link,
  pending,
  error,
  onPress,
}: {
  link: AlertLink
  pending: boolean
  error: Error | null
  onPress: () => void
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const eventName = useEventName()
  const freeze = link.kind === 'freeze'
  const Icon = freeze ? Snowflake : ShieldAlert
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex items-center gap-3">
        <span
          aria-hidden
          className="grid size-11 shrink-0 place-items-center rounded-full bg-bad-soft text-bad"
        >
          <Icon className="size-5" />
        </span>
        <h2 className="min-w-0 text-lg font-semibold">
          {freeze ? t('security.alert.freezeTitle') : t('security.notMe.title')}
        </h2>
      </div>
      <p className="text-sm text-muted">
        {t('security.alert.about', { event: eventName(link.about) })}
        <br />
        {t('security.alert.toldAt', { at: formatTime(link.told_at, language) })}
      </p>
      {freeze ? (
        <p>{t('security.alert.freezeText')}</p>
      ) : (
        <div>
          <NotMeEffects />
        </div>
      )}
      {error ? <ErrorState error={error} /> : null}
      <Button variant="danger" size="lg" block pending={pending} onClick={onPress}>
        {freeze ? t('security.alert.freezeConfirm') : t('security.notMe.confirm')}
      </Button>
      <p className="text-center text-sm text-muted">{t('security.alert.once')}</p>
    </Card>
  )
}

function Done({ kind, done }: { kind: AlertLink['kind']; done: Protected }) {
  const { t } = useTranslation()
  const notMe = kind === 'not_me'
  return (
    <div className="flex flex-col gap-6">
      <Alert tone="ok" live title={notMe ? t('security.notMe.doneTitle') : t('security.alert.frozenTitle')}>
        <p>{notMe ? t('security.notMe.doneText') : t('security.alert.frozenText')}</p>
        {notMe && done.ended_sessions > 0 ? (
          <p>{t('security.notMe.ended', { count: done.ended_sessions })}</p>
        ) : null}
      </Alert>
      <AddedFactors done={done} />
      <Card>
        <NextSteps liftableFrom={done.freeze.liftable_from} signedIn={false} />
      </Card>
    </div>
  )
}

function Over({ kind }: { kind: 'over' | 'missing' }) {
  const { t } = useTranslation()
  return (
    <Alert
      tone="warn"
      title={t(`security.alert.${kind}Title`)}
      action={
        <Link to="/sign-in" search={{ next: '/app/security' }} className={buttonClass({ size: 'sm' })}>
          {t('security.alert.signIn')}
        </Link>
      }
    >
      {t(`security.alert.${kind}Text`)}
    </Alert>
  )
}
