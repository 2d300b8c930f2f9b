import { useMutation, useQuery } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import { useState } from 'react'
import { Trans, useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf, fieldProblem } from '../../lib/problem.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { showToast } from '../../ui/toasts.ts'
import { changesQuery, type Changes } from './queries.ts'

/** Both the change and the standing of the account are different afterwards. */
async function refresh(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: changesQuery.queryKey }),
    queryClient.invalidateQueries({ queryKey: meQuery.queryKey }),
  ])
}

export function ChangeNamePage() {
  const { t } = useTranslation()
  const { data: me } = useQuery(meQuery)
  const changes = useQuery(changesQuery)
  return (
    <Narrow>
      <PageHeader title={t('profile.name.title')} intro={t('profile.name.intro')} back="/app/profile" />
      {changes.error && !changes.data ? (
        <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />
      ) : !me || !changes.data ? (
        <SkeletonRows rows={2} />
      ) : changes.data.name ? (
        <InReview change={changes.data.name} />
      ) : (
        <NameForm name={me.name} />
      )}
    </Narrow>
  )
}

function NameForm({ name }: { name: string }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [short, setShort] = useState(false)
  const ask = useMutation({
    mutationFn: () => api('changeName', { body: { name: typed.trim() } }),
    onSuccess: refresh,
  })
  const problem = short ? t('identity.problem.nameShort') : fieldProblem(ask.error, 'name')
  const notNow = codeOf(ask.error) === 'transition_not_allowed'
  return (
    <Card>
      <Facts lines={[{ label: t('profile.name.now'), value: name }]} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          setShort(typed.trim().length < 2)
          if (typed.trim().length >= 2) ask.mutate()
        }}
        className="mt-4 flex flex-col gap-5"
      >
        <Field label={t('profile.name.label')} hint={t('profile.name.hint')} error={problem}>
          <Input
            value={typed}
            onChange={event => {
              setTyped(event.target.value)
              setShort(false)
            }}
            autoComplete="name"
            maxLength={100}
          />
        </Field>
        <Alert tone="info">{t('profile.name.effect')}</Alert>
        {notNow ? (
          <Alert tone="warn" live>
            {t('profile.name.notNow')}
          </Alert>
        ) : ask.error && problem === undefined && codeOf(ask.error) !== 'step_up_required' ? (
          <ErrorState error={ask.error} />
        ) : null}
        <Button type="submit" size="lg" block pending={ask.isPending}>
          {t('profile.name.action')}
        </Button>
      </form>
    </Card>
  )
}

function InReview({ change }: { change: NonNullable<Changes['name']> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const withdraw = useMutation({
    mutationFn: () => api('withdrawNameChange', { params: { name_change: change.id } }),
    async onSuccess() {
      await refresh()
      showToast({ text: t('profile.name.withdrawn') })
    },
  })
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex gap-3">
        <Hourglass aria-hidden className="mt-0.5 size-5 shrink-0 text-warn" />
        <div className="min-w-0">
          <h2 className="font-semibold">{t('profile.name.reviewTitle')}</h2>
          <p className="mt-1 text-muted">
            <Trans
              i18nKey="profile.name.review"
              values={{ name: change.new_name, when: formatTime(change.decide_by, language) }}
              components={{ strong: <strong className="wrap-anywhere text-ink" /> }}
            />
          </p>
        </div>
      </div>
      <p className="text-sm text-muted">{t('profile.name.effect')}</p>
      {withdraw.error ? <ErrorState error={withdraw.error} /> : null}
      <Button variant="secondary" block pending={withdraw.isPending} onClick={() => withdraw.mutate()}>
        {t('profile.name.withdraw')}
      </Button>
    </Card>
  )
}
