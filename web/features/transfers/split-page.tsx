import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exponentOf, formatAmount, type Currency, type WireMoney } from '../../../contract/money.ts'
import { splitByLargestRemainder } from '../../../contract/split.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { minorOf } from '../../lib/format.ts'
import { isRecord, isText } from '../../lib/draft-storage.ts'
import { useKeptForm } from '../../lib/kept-form.ts'
import { ApiProblem, fieldProblem } from '../../lib/problem.ts'
import { useUsualCurrency } from '../../lib/usual-currency.ts'
import { AmountFormSkeleton } from '../../ui/amount-form-skeleton.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card, Narrow, PageHeader } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { blankDraft, MoneyField, type AmountDraft } from './amount-step.tsx'
import { refreshMoney } from './queries-later.ts'
import { isAmountDraft } from './send-steps.ts'

const maxPeople = 20

/** A line of the form; the id tells lines apart while people are added and removed. */
type Person = { id: number; text: string }

type Split = { title: string; people: readonly Person[]; withMe: boolean; draft: AmountDraft }

function isSplit(value: unknown): value is Split {
  return (
    isRecord(value) &&
    isText(value['title']) &&
    Array.isArray(value['people']) &&
    value['people'].length > 0 &&
    value['people'].every(isPerson) &&
    typeof value['withMe'] === 'boolean' &&
    isAmountDraft(value['draft'])
  )
}

function isPerson(value: unknown): value is Person {
  return isRecord(value) && typeof value['id'] === 'number' && isText(value['text'])
}

/** What is typed; asks those of `people` who have been named. */
function useSplit(currency: Currency) {
  const navigate = useNavigate()
  const blank = { title: '', people: [{ id: 1, text: '' }], withMe: true, draft: blankDraft(currency) }
  const { typed, change, press } = useKeptForm<Split>('split', { blank, isTyped: isSplit })
  const named = typed.people.filter(({ text }) => text.trim() !== '')
  const split = useMutation({
    mutationFn: (total: WireMoney) => {
      const body = {
        title: typed.title.trim(),
        total,
        own_weight: typed.withMe ? 1 : 0,
        shares: named.map(({ text }) => ({ payer: text.trim(), weight: 1 })),
      }
      return press(['split', body], key => api('createBill', { body, key }))
    },
    onSuccess: () => void navigate({ to: '/app/requests', hash: 'bills' }),
    onSettled: refreshMoney,
  })
  return { ...typed, named, change, split }
}

/** One bill, equal parts: each person is asked for theirs, and the parts add up to the bill exactly. */
export function SplitPage() {
  const { t } = useTranslation()
  const currency = useUsualCurrency()
  return (
    <Narrow>
      <PageHeader title={t('later.split')} intro={t('later.splitIntro')} back="/app/requests" />
      {currency ? <SplitForm currency={currency} /> : <AmountFormSkeleton />}
    </Narrow>
  )
}

function SplitForm({ currency }: { currency: Currency }) {
  const { t } = useTranslation()
  const { title, people, named, withMe, draft, change, split } = useSplit(currency)
  const [insist, setInsist] = useState(false)
  const total = readAmount(draft.text, draft.currency)
  const shareProblem = useShareProblem()
  const ofPeople = named.map((_, index) => shareProblem(split.error, index))

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    if (typeof total !== 'string' && title.trim() !== '' && named.length > 0) split.mutate(total)
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <TitleField
          value={title}
          error={insist && title.trim() === '' ? t('later.titleEmpty') : fieldProblem(split.error, 'title')}
          onChange={text => change({ title: text })}
        />
        <MoneyField
          label={t('later.total')}
          draft={draft}
          insist={insist}
          error={fieldProblem(split.error, 'total')}
          onChange={part => {
            split.reset()
            change({ draft: { ...draft, ...part } })
          }}
        />
        <People
          people={people}
          errorOf={person =>
            insist && named.length === 0
              ? t('later.peopleEmpty')
              : ofPeople[named.findIndex(({ id }) => id === person)]
          }
          onChange={changed => {
            split.reset()
            change({ people: changed })
          }}
        />
        <Checkbox checked={withMe} onChange={checked => change({ withMe: checked })}>
          {t('later.withMe')}
        </Checkbox>
        {typeof total === 'string' ? null : <Shares total={total} people={named} withMe={withMe} />}
        {split.error && !ofPeople.some(Boolean) ? <ErrorState error={split.error} /> : null}
        <Button type="submit" size="lg" block pending={split.isPending}>
          {t('later.splitNow')}
        </Button>
      </form>
    </Card>
  )
}

/** What is wrong with this person, in the words of the refusal where it is about them. */
function useShareProblem() {
  const { t } = useTranslation()
  return (error: unknown, index: number): string | undefined => {
    if (!(error instanceof ApiProblem)) return undefined
    const { code, detail, errors } = error.problem
    const found = errors?.find(({ path }) => path === `shares.${index}.payer`)
    if (!found) return undefined
    if (code !== 'validation_failed') return detail
    return found.code === 'not_allowed' ? t('later.personTwice') : found.detail
  }
}

type TitleFieldProps = { value: string; error: string | undefined; onChange: (title: string) => void }

function TitleField({ value, error, onChange }: TitleFieldProps) {
  const { t } = useTranslation()
  return (
    <Field label={t('later.whatFor')} error={error}>
      <Input
        name="title"
        value={value}
        onChange={event => onChange(event.target.value)}
        maxLength={80}
        autoComplete="off"
        dir="auto"
      />
    </Field>
  )
}

type PeopleProps = {
  people: readonly Person[]
  errorOf: (person: number) => string | undefined
  onChange: (people: readonly Person[]) => void
}

function People({ people, errorOf, onChange }: PeopleProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-2 text-sm font-semibold">{t('later.people')}</legend>
      {people.map(({ id, text }, index) => (
        <PersonField
          key={id}
          number={index + 1}
          value={text}
          error={errorOf(id)}
          onChange={changed =>
            onChange(people.map(other => (other.id === id ? { id, text: changed } : other)))
          }
          onRemove={people.length > 1 ? () => onChange(people.filter(other => other.id !== id)) : undefined}
        />
      ))}
      {people.length < maxPeople ? (
        <Button
          variant="ghost"
          onClick={() => onChange([...people, { id: (people.at(-1)?.id ?? 0) + 1, text: '' }])}
        >
          <Plus aria-hidden className="size-4.5" />
          {t('later.addPerson')}
        </Button>
      ) : null}
    </fieldset>
  )
}

type PersonFieldProps = {
  number: number
  value: string
  error: string | undefined
  onChange: (text: string) => void
  onRemove: (() => void) | undefined
}

function PersonField({ number, value, error, onChange, onRemove }: PersonFieldProps) {
  const { t } = useTranslation()
  return (
    <div className="flex items-start gap-2">
      <Field label={t('later.person', { number })} hideLabel error={error} className="flex-1">
        <Input
          value={value}
          placeholder={t('later.personHint')}
          onChange={event => onChange(event.target.value)}
          maxLength={254}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          dir="auto"
        />
      </Field>
      {onRemove ? (
        <Button variant="ghost" aria-label={t('later.removePerson', { number })} onClick={onRemove}>
          <X aria-hidden className="size-5" />
        </Button>
      ) : null}
    </div>
  )
}

/** What each will be asked for, computed as the server does, before anybody is asked. */
function Shares({ total, people, withMe }: { total: WireMoney; people: readonly Person[]; withMe: boolean }) {
  const { t } = useTranslation()
  if (people.length === 0) return null
  const weights = [withMe ? 1n : 0n, ...people.map(() => 1n)]
  const [mine = 0n, ...parts] = splitByLargestRemainder(minorOf(total), weights)
  const { currency } = total
  const money = (minor: bigint): WireMoney => ({ value: formatAmount(minor, exponentOf(currency)), currency })
  return (
    <dl className="divide-y divide-line rounded-xl bg-sunken px-4">
      {people.map(({ id, text }, index) => (
        <div key={id} className="flex justify-between gap-3 py-2.5">
          <dt className="min-w-0 truncate">
            <bdi>{text}</bdi>
          </dt>
          <dd>
            <Amount money={money(parts[index] ?? 0n)} />
          </dd>
        </div>
      ))}
      {withMe ? (
        <div className="flex justify-between gap-3 py-2.5">
          <dt>{t('later.yourShare')}</dt>
          <dd>
            <Amount money={money(mine)} />
          </dd>
        </div>
      ) : null}
    </dl>
  )
}
