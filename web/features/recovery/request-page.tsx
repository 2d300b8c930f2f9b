import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, LifeBuoy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { metaQuery } from '../../lib/queries.ts'
import { codeOf } from '../../lib/problem.ts'
import { Alert } from '../../ui/alert.tsx'
import { AuthFrame } from '../../ui/auth-frame.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Loading, Skeleton } from '../../ui/layout.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { Timeline, type TimelineItem } from '../../ui/timeline.tsx'
import { AccountLine } from './account-line.tsx'
import { useSecretLink, type SecretLink } from './secret-link.ts'

type Request = Answer<'followRecoveryRequest'>

/** Where a request for help stands, for whoever saved its link. */
export function RequestPage() {
  const link = useSecretLink()
  return link === undefined ? <Unknown /> : <Followed link={link} />
}

const keyOf = ({ id }: SecretLink) => ['recovery-request', id] as const

function Followed({ link }: { link: SecretLink }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: keyOf(link),
    queryFn: () =>
      api('followRecoveryRequest', {
        params: { recovery_request: link.id },
        body: { follow_token: link.token },
      }),
  })
  if (data) return <Standing request={data} link={link} />
  if (codeOf(error) === 'not_found') return <Unknown />
  return (
    <AuthFrame icon={<LifeBuoy />} title={t('recovery.request.pageTitle')}>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading className="flex flex-col gap-4">
          <Skeleton className="h-6 w-3/4" />
          <Skeleton className="h-6 w-1/2" />
        </Loading>
      )}
    </AuthFrame>
  )
}

function Standing({ request, link }: { request: Request; link: SecretLink }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const items = useSteps(request)
  return (
    <AuthFrame
      icon={<LifeBuoy />}
      title={t('recovery.request.pageTitle')}
      intro={t(`recovery.request.state.${request.status}`)}
    >
      <AccountLine email={request.email} />
      <Timeline label={t('recovery.request.timeline')} items={items} />
      {request.can_withdraw ? (
        <>
          <p className="text-sm text-muted">
            {t('recovery.request.expires', { when: formatTime(request.expires_at, language) })}
          </p>
          <Withdraw link={link} />
        </>
      ) : (
        <Ended request={request} />
      )}
    </AuthFrame>
  )
}

function useSteps(request: Request): TimelineItem[] {
  const { t } = useTranslation()
  const language = useLanguage()
  const when = (iso: string) => formatTime(iso, language)
  const open = request.can_withdraw
  const checked = request.checked_at
  const steps: TimelineItem[] = [
    {
      key: 'submitted',
      title: t('recovery.request.submitted'),
      at: when(request.submitted_at),
      kind: 'done',
    },
  ]
  if (checked)
    steps.push({ key: 'checked', title: t('recovery.request.checkBy'), at: when(checked), kind: 'done' })
  if (open && !checked)
    steps.push({
      key: 'check',
      title: t('recovery.request.checkBy'),
      detail: t('recovery.request.by', { when: when(request.check_by) }),
      kind: 'waiting',
    })
  if (open && checked)
    steps.push({
      key: 'decide',
      title: t('recovery.request.decideBy'),
      detail: [
        t('recovery.request.by', { when: when(request.decide_by ?? request.expires_at) }),
        t('recovery.request.notBefore', { when: when(request.earliest_at) }),
      ].join(' · '),
      kind: 'waiting',
    })
  if (!open)
    steps.push({
      key: 'ended',
      title: t(`recovery.request.state.${request.status}`),
      at: when(request.ended_at ?? request.expires_at),
      kind: request.status === 'completed' ? 'done' : 'failed',
    })
  return steps
}

function Ended({ request }: { request: Request }) {
  const { t } = useTranslation()
  const { data: meta } = useQuery(metaQuery)
  const { status } = request
  const email = meta?.operator.support_email ?? ''
  return (
    <>
      {status === 'completed' ? <Alert tone="ok">{t('recovery.request.completedText')}</Alert> : null}
      {status === 'refused' ? (
        <Alert tone="warn">{t('recovery.request.refusedText', { email })}</Alert>
      ) : null}
      {status === 'expired' ? <Alert tone="info">{t('recovery.request.expiredText')}</Alert> : null}
      <Link to="/recover" search={{}} className={buttonClass({ size: 'lg', block: true })}>
        {t('recovery.title')}
      </Link>
    </>
  )
}

function Withdraw({ link }: { link: SecretLink }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const withdraw = useMutation({
    mutationFn: () =>
      api('withdrawRecoveryRequest', {
        params: { recovery_request: link.id },
        body: { follow_token: link.token },
      }),
    onSuccess(request) {
      client.setQueryData(keyOf(link), request)
      setAsking(false)
    },
  })
  return (
    <>
      <Button variant="secondary" block onClick={() => setAsking(true)}>
        {t('recovery.request.withdraw')}
      </Button>
      {asking ? (
        <Sheet
          title={t('recovery.request.withdrawTitle')}
          description={t('recovery.request.withdrawText')}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button pending={withdraw.isPending} onClick={() => withdraw.mutate()}>
                {t('recovery.request.withdraw')}
              </Button>
              <Button variant="secondary" onClick={() => setAsking(false)}>
                {t('recovery.request.keepIt')}
              </Button>
            </>
          }
        >
          {withdraw.error ? <ErrorState error={withdraw.error} /> : null}
        </Sheet>
      ) : null}
    </>
  )
}

function Unknown() {
  const { t } = useTranslation()
  return (
    <AuthFrame
      icon={<CircleAlert />}
      title={t('recovery.request.unknownTitle')}
      intro={t('recovery.request.unknown')}
    >
      <Link to="/recover" search={{}} className={buttonClass({ size: 'lg', block: true })}>
        {t('recovery.title')}
      </Link>
    </AuthFrame>
  )
}
