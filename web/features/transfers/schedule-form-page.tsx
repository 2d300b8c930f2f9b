import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Currency, WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { localDay, timeZone } from '../../lib/format.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { isOneOf } from '../../lib/kept-draft.ts'
import { useKeptForm } from '../../lib/kept-form.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { meQuery } from '../../lib/queries.ts'
import { useUsualCurrency } from '../../lib/usual-currency.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
import { Button } from '../../ui/button.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { OrderError } from '../../ui/uncertain-notice.tsx'
import { blankDraft, MoneyField, type AmountDraft } from './amount-step.tsx'
import { NoteField } from './note-field.tsx'
import { usePersonProblem } from './person-problem.ts'
import { refreshMoney } from './queries-later.ts'
import { isAmountDraft } from './send-steps.ts'

const rhythms = ['once', 'weekly', 'monthly'] as const

const tomorrow = (): string => localDay(new Date(Date.now() + 86_400_000))

type Wish = {
  person: string
  rhythm: (typeof rhythms)[number]
  startsOn: string
  until: string
}

type Planned = { wish: Wish; draft: AmountDraft }

function isPlanned(value: unknown): value is Planned {
  return isRecord(value) && isWish(value['wish']) && isAmountDraft(value['draft'])
}

function isWish(value: unknown): value is Wish {
  return (
    isRecord(value) &&
    isText(value['person']) &&
    isOneOf(rhythms, value['rhythm']) &&
    isText(value['startsOn']) &&
    isText(value['until'])
  )
}

/** What is typed; sets it up as it is written, in the zone the customer lives in. */
function useSetUp(currency: Currency) {
  const navigate = useNavigate()
  const { data: me } = useQuery(meQuery)
  const noWish: Wish = { person: '', rhythm: 'monthly', startsOn: tomorrow(), until: '' }
  const blank = { wish: noWish, draft: blankDraft(currency) }
  const { typed, change, press } = useKeptForm('schedule', { blank, isTyped: isPlanned })
  const setUp = useMutation({
    mutationFn: (amount: WireMoney) => {
      const { person, rhythm, startsOn, until } = typed.wish
      const note = typed.draft.note.trim() === '' ? null : typed.draft.note.trim()
      const body = {
        recipient: person.trim(),
        amount,
        note,
        rhythm,
        starts_on: startsOn,
        until: rhythm === 'once' || until === '' ? null : until,
        time_zone: me?.time_zone ?? timeZone(),
      }
      return press(['schedule', body], key => api('createScheduledTransfer', { body, key }))
    },
    onSuccess: () => void navigate({ to: '/app/scheduled' }),
    onSettled: refreshMoney,
  })
  return { ...typed, change, setUp }
}

/** To whom, how much, from which day on and how often; confirmed once, for all of its runs. */
export function ScheduleFormPage() {
  const { t } = useTranslation()
  const currency = useUsualCurrency()
  return (
    <Narrow>
      <PageHeader title={t('later.newSchedule')} intro={t('later.scheduleIntro')} back="/app/scheduled" />
      {currency ? <ScheduleForm currency={currency} /> : <AmountFormSkeleton />}
    </Narrow>
  )
}

function ScheduleForm({ currency }: { currency: Currency }) {
  const { t } = useTranslation()
  const { wish, draft, change: changeForm, setUp } = useSetUp(currency)
  const [insist, setInsist] = useState(false)
  const { person, rhythm } = wish
  const noPerson = insist && person.trim().length < 3 ? t('transfers.recipientEmpty') : undefined
  const ofPerson = usePersonProblem()(setUp.error, 'recipient', person) ?? noPerson

  function change(part: Partial<Wish>) {
    setUp.reset()
    changeForm({ wish: { ...wish, ...part } })
  }

  function changeAmount(part: Partial<AmountDraft>) {
    setUp.reset()
    changeForm({ draft: { ...draft, ...part } })
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(draft.text, draft.currency)
    if (typeof amount !== 'string' && person.trim().length >= 3) setUp.mutate(amount)
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <PersonOf wish={wish} error={ofPerson} onChange={change} />
        <MoneyField
          label={t('transfers.amount')}
          draft={draft}
          insist={insist}
          error={fieldProblem(setUp.error, 'amount')}
          onChange={changeAmount}
        />
        <SegmentedControl
          label={t('later.howOften')}
          value={rhythm}
          options={rhythms.map(value => ({ value, label: t(`later.rhythm.${value}`) }))}
          onChange={value => change({ rhythm: value })}
        />
        <Days wish={wish} error={setUp.error} onChange={change} />
        <NoteField value={draft.note} onChange={note => changeAmount({ note })} />
        <p className="text-sm text-muted">{t('later.scheduleExplained')}</p>
        {setUp.error && !ofPerson ? (
          <OrderError error={setUp.error} onRetry={() => setUp.variables && setUp.mutate(setUp.variables)} />
        ) : null}
        <Button type="submit" size="lg" block pending={setUp.isPending}>
          {t('later.setUp')}
        </Button>
      </form>
    </Card>
  )
}

type PersonOfProps = { wish: Wish; error: string | undefined; onChange: (part: Partial<Wish>) => void }

function PersonOf({ wish, error, onChange }: PersonOfProps) {
  const { t } = useTranslation()
  return (
    <Field label={t('transfers.recipient')} hint={t('transfers.recipientHint')} error={error}>
      <Input
        name="recipient"
        value={wish.person}
        onChange={event => onChange({ person: event.target.value })}
        maxLength={254}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        dir="auto"
      />
    </Field>
  )
}

function Days({
  wish: { rhythm, startsOn, until },
  error,
  onChange,
}: {
  wish: Wish
  error: unknown
  onChange: (part: Partial<Wish>) => void
}) {
  const { t } = useTranslation()
  const monthEnd = rhythm === 'monthly' && Number(startsOn.slice(8)) > 28
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field
        label={t(rhythm === 'once' ? 'later.onDay' : 'later.firstDay')}
        hint={monthEnd ? t('later.monthEnd') : undefined}
        error={fieldProblem(error, 'starts_on')}
      >
        <Input
          type="date"
          name="starts_on"
          min={tomorrow()}
          value={startsOn}
          onChange={event => onChange({ startsOn: event.target.value })}
        />
      </Field>
      {rhythm === 'once' ? null : (
        <Field label={t('later.lastDay')} aside={t('ui.optional')} error={fieldProblem(error, 'until')}>
          <Input
            type="date"
            name="until"
            min={startsOn}
            value={until}
            onChange={event => onChange({ until: event.target.value })}
          />
        </Field>
      )}
    </div>
  )
}
