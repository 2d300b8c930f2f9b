import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  corridors,
  corridorTo,
  needsLatinName,
  recipientProblems,
  type Corridor,
  type RecipientInput,
  type RecipientProblem,
} from '../../../contract/corridors/index.ts'
import { api } from '../../lib/api.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ApiProblem } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { BankAccountFields, typedAccount, type BankAccountDraft } from '../../ui/bank-account-fields.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { NoticedField } from './noticed-field.tsx'
import { recipientsQuery, type Recipient } from './queries.ts'

const countries = corridors.map(({ country }) => country)

/** Where most readers of a language send money to; any other is in the list. */
const usualCountry = { 'zh-CN': 'US', en: 'CN' } as const

type Person = { name: string; latinName: string; street: string; city: string; postalCode: string }
const nobody: Person = { name: '', latinName: '', street: '', city: '', postalCode: '' }

/** Somebody abroad: country, account, name and whatever else that country's banks want, checked as one types. */
export function AddRecipient({ onAdded }: { onAdded: (recipient: Recipient) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [account, setAccount] = useState<BankAccountDraft>({ country: usualCountry[language], fields: {} })
  const [person, setPerson] = useState<Person>(nobody)
  const [insist, setInsist] = useState(false)
  const input = inputOf(account, person)
  const corridor = corridorTo(account.country)
  const found = corridor ? recipientProblems(corridor, input) : []
  const add = useKeep(account, input, onAdded)
  const refused = problemsIn(add.error)
  const problemOf = (field: string): RecipientProblem | undefined =>
    [...found, ...refused].find(problem => problem.field === field)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    if (found.length === 0) add.mutate()
  }

  function change(part: Partial<Person>) {
    add.reset()
    setPerson({ ...person, ...part })
  }

  const shared = { person, problemOf, insist, onChange: change }
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <BankAccountFields
          value={account}
          countries={countries}
          onChange={draft => {
            add.reset()
            setAccount(draft)
          }}
          insist={insist}
          serverProblems={refused.flatMap(problem => (isOfAccount(problem) ? [problem] : []))}
        />
        {corridor ? <NameFields corridor={corridor} {...shared} /> : null}
        {corridor?.address ? <AddressFields {...shared} /> : null}
        {add.error && refused.length === 0 ? <ErrorState error={add.error} /> : null}
        <Button type="submit" size="lg" block pending={add.isPending}>
          {t('abroad.keep')}
        </Button>
      </form>
    </Card>
  )
}

function useKeep(account: BankAccountDraft, input: RecipientInput, onAdded: (recipient: Recipient) => void) {
  return useMutation({
    mutationFn: () => api('createRecipient', { body: bodyOf(account, input) }),
    async onSuccess(recipient) {
      await queryClient.invalidateQueries({ queryKey: recipientsQuery.queryKey })
      onAdded(recipient)
    },
  })
}

type PersonFieldsProps = {
  person: Person
  problemOf: (field: string) => RecipientProblem | undefined
  insist: boolean
  onChange: (part: Partial<Person>) => void
}

/** The name as the bank there has it, and its Latin form where that is another one. */
function NameFields({
  corridor,
  person,
  problemOf,
  insist,
  onChange,
}: PersonFieldsProps & { corridor: Corridor }) {
  const { t } = useTranslation()
  return (
    <>
      <NoticedField
        name="name"
        label={t('abroad.name')}
        hint={t(`abroad.nameHint.${corridor.name}`)}
        text={person.name}
        problem={problemOf('name')}
        insist={insist}
        onText={name => onChange({ name })}
      />
      {needsLatinName(corridor, person.name) ? (
        <NoticedField
          name="latin_name"
          label={t('abroad.latinName')}
          hint={t('abroad.latinNameHint')}
          text={person.latinName}
          problem={problemOf('latin_name')}
          insist={insist}
          onText={latinName => onChange({ latinName })}
        />
      ) : null}
    </>
  )
}

function AddressFields({ person, problemOf, insist, onChange }: PersonFieldsProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="pb-1 text-sm text-muted">{t('abroad.addressWhy')}</legend>
      <NoticedField
        name="street"
        label={t('abroad.street')}
        text={person.street}
        problem={problemOf('street')}
        insist={insist}
        onText={street => onChange({ street })}
      />
      <NoticedField
        name="city"
        label={t('abroad.city')}
        text={person.city}
        problem={problemOf('city')}
        insist={insist}
        onText={city => onChange({ city })}
      />
      <NoticedField
        name="postal_code"
        label={t('abroad.postalCode')}
        text={person.postalCode}
        problem={problemOf('postal_code')}
        insist={insist}
        onText={postalCode => onChange({ postalCode })}
      />
    </fieldset>
  )
}

/** What is typed, as the corridor's rules look at it: a Latin form only where one is asked for, an address likewise. */
function inputOf(account: BankAccountDraft, person: Person): RecipientInput {
  const corridor = corridorTo(account.country)
  const { name, latinName, street, city, postalCode } = person
  return {
    name,
    latinName: corridor && needsLatinName(corridor, name) ? latinName : null,
    fields: typedAccount(account).fields,
    address: corridor?.address ? { street, city, postalCode } : null,
  }
}

function bodyOf(account: BankAccountDraft, { name, latinName, address }: RecipientInput) {
  return {
    name: name.trim(),
    latin_name: latinName?.trim() ?? null,
    account: typedAccount(account),
    address: address && {
      street: address.street.trim(),
      city: address.city.trim(),
      postal_code: address.postalCode.trim(),
    },
  }
}

/** The finer problems the server names beside the fields. */
function problemsIn(error: unknown): readonly RecipientProblem[] {
  const problems = error instanceof ApiProblem ? error.problem.details?.['problems'] : undefined
  return Array.isArray(problems) ? problems.filter(isProblem) : []
}

function isProblem(value: unknown): value is RecipientProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'code' in value
}

type AccountProblem = Parameters<typeof BankAccountFields>[0]['serverProblems'] extends
  | readonly (infer Problem)[]
  | undefined
  ? Problem
  : never

const ofPerson: readonly string[] = ['latin_form_needed', 'not_latin', 'name_too_long', 'letters_only']

function isOfAccount(problem: RecipientProblem): problem is AccountProblem {
  return !ofPerson.includes(problem.code)
}
