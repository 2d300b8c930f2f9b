import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
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
import { PhoneInput } from '../../ui/phone-input.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { ConfirmContact } from './confirm-contact.tsx'
import { changesQuery } from './queries.ts'

type Kind = 'email' | 'phone'
type Change = Answer<'changeContact'>

export const ChangeEmailPage = () => <ChangeContactPage kind="email" />
export const ChangePhonePage = () => <ChangeContactPage kind="phone" />

/** Another address or number: typed, confirmed by the person, proved by a code. */
function ChangeContactPage({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(meQuery)
  const changes = useQuery(changesQuery)
  const change = changes.data?.[kind] ?? null
  return (
    <Narrow>
      <PageHeader title={t(`profile.${kind}.title`)} intro={t('profile.contact.intro')} back="/app/profile" />
      {changes.error && !changes.data ? (
        <ErrorState error={changes.error} onRetry={() => void changes.refetch()} />
      ) : !me || !changes.data ? (
        <SkeletonRows rows={2} />
      ) : change?.status === 'pending' ? (
        <ConfirmContact change={change} onChange={keep} />
      ) : (
        <ContactForm kind={kind} now={me[kind]} last={change} />
      )}
    </Narrow>
  )
}

/** What the server answered is the newest there is; the rest is asked for again. */
async function keep(change: Change): Promise<void> {
  queryClient.setQueryData(changesQuery.queryKey, changes => changes && { ...changes, [change.kind]: change })
  if (change.status === 'done') await queryClient.invalidateQueries({ queryKey: meQuery.queryKey })
}

function ContactForm({ kind, now, last }: { kind: Kind; now: string; last: Change | null }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [typed, setTyped] = useState('')
  const [empty, setEmpty] = useState(false)
  const start = useMutation({
    mutationFn: () =>
      api('changeContact', {
        body: kind === 'email' ? { kind, email: typed.trim() } : { kind, phone: typed },
      }),
    onSuccess: keep,
  })
  const emptyProblem = kind === 'email' ? t('identity.problem.emailEmpty') : t('identity.problem.phoneEmpty')
  const problem = empty ? emptyProblem : fieldProblem(start.error, kind)

  function change(text: string) {
    setTyped(text)
    setEmpty(false)
    if (start.isError) start.reset()
  }

  return (
    <Card>
      {last?.status === 'done' && last.revert_until ? (
        <Alert tone="ok" className="mb-4">
          {t('profile.contact.revertible', { when: formatTime(last.revert_until, language) })}
        </Alert>
      ) : null}
      <Facts
        lines={[
          {
            label: t(`profile.${kind}.now`),
            value: (
              <bdi dir="ltr" className="wrap-anywhere">
                {now}
              </bdi>
            ),
          },
        ]}
      />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          setEmpty(typed.trim() === '')
          if (typed.trim() !== '') start.mutate()
        }}
        className="mt-4 flex flex-col gap-5"
      >
        <Field label={t(`profile.${kind}.label`)} error={problem}>
          <ContactInput kind={kind} typed={typed} onType={change} />
        </Field>
        {start.error && problem === undefined && codeOf(start.error) !== 'step_up_required' ? (
          <ErrorState error={start.error} />
        ) : null}
        <Button type="submit" size="lg" block pending={start.isPending}>
          {t('profile.contact.send')}
        </Button>
      </form>
    </Card>
  )
}

type ContactInputProps = { kind: Kind; typed: string; onType: (text: string) => void }

function ContactInput({ kind, typed, onType }: ContactInputProps) {
  if (kind === 'phone') return <PhoneInput initial="" onValue={onType} />
  return (
    <Input
      value={typed}
      onChange={event => onType(event.target.value)}
      type="email"
      autoComplete="email"
      inputMode="email"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={254}
    />
  )
}
