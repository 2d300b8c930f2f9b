import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  bankCountries,
  formFor,
  groupBankField,
  problemOfField,
  type BankField,
  type BankForm,
  type BankProblem,
} from '../../contract/bank-accounts/index.ts'
import { useLanguage } from '../lib/i18n.ts'
import { Field, Input, Select } from './field.tsx'

/** A bank account as it is being typed; the fields of other countries are kept for whoever changes their mind. */
export type BankAccountDraft = { country: string; fields: Readonly<Record<string, string>> }

/** What goes to the server: only the fields of the chosen country, and none that were left empty. */
export function typedAccount({ country, fields }: BankAccountDraft): BankAccountDraft {
  const form = formFor(country)
  const filled = (form?.fields ?? []).flatMap(({ id }) => {
    const text = fields[id]?.trim() ?? ''
    return text === '' ? [] : [[id, text] as const]
  })
  return { country, fields: Object.fromEntries(filled) }
}

/** Whether everything a country's form can tell by itself is right. */
export function isComplete({ country, fields }: BankAccountDraft): boolean {
  const form = formFor(country)
  return (
    form !== undefined && form.fields.every(field => !problemOfField(form, field, fields[field.id] ?? ''))
  )
}

type BankAccountFieldsProps = {
  value: BankAccountDraft
  onChange: (value: BankAccountDraft) => void
  /** After an attempt to go on, what is missing is a problem too. */
  insist: boolean
  /** What the server found, as `details.problems` of its answer. */
  serverProblems?: readonly BankProblem[]
  countries?: readonly string[]
}

/** A country and the fields its bank accounts have, checked while one types by the rules the server has. */
export function BankAccountFields({
  value,
  onChange,
  insist,
  serverProblems = [],
  countries = bankCountries,
}: BankAccountFieldsProps) {
  const { t } = useTranslation()
  const form = formFor(value.country)
  return (
    <>
      <Field
        label={t('bankAccount.country')}
        hint={form ? t('bankAccount.paidIn', { currency: form.currency }) : null}
      >
        <CountrySelect
          value={value.country}
          countries={countries}
          onChange={country => onChange({ ...value, country })}
        />
      </Field>
      {form?.fields.map(field => (
        <BankInput
          key={`${form.country} ${field.id}`}
          form={form}
          field={field}
          text={value.fields[field.id] ?? ''}
          insist={insist}
          serverProblem={serverProblems.find(problem => problem.field === field.id)}
          onText={text => onChange({ ...value, fields: { ...value.fields, [field.id]: text } })}
        />
      ))}
    </>
  )
}

function CountrySelect({
  value,
  countries,
  onChange,
}: {
  value: string
  countries: readonly string[]
  onChange: (country: string) => void
}) {
  const language = useLanguage()
  const names = new Intl.DisplayNames(language, { type: 'region' })
  const options = countries
    .map(country => ({ country, name: names.of(country) ?? country }))
    .toSorted((one, other) => one.name.localeCompare(other.name, language))
  return (
    <Select name="country" value={value} onChange={event => onChange(event.target.value)}>
      {options.map(({ country, name }) => (
        <option key={country} value={country}>
          {name}
        </option>
      ))}
    </Select>
  )
}

type BankInputProps = {
  form: BankForm
  field: BankField
  text: string
  insist: boolean
  serverProblem: BankProblem | undefined
  onText: (text: string) => void
}

/** Nobody is told off while still typing: a problem shows once the field is left, or one wants to go on. */
function BankInput({ form, field, text, insist, serverProblem, onText }: BankInputProps) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(false)
  const found = problemOfField(form, field, text) ?? serverProblem?.code
  const shown = found && (insist || (left && text !== '')) ? found : undefined
  const label = t(`bankAccount.field.${field.id}`)
  const error = shown && t(`bankAccount.${shown}`, { min: field.length.min, max: field.length.max })
  if (field.kind === 'choice')
    return (
      <Field label={label} error={error}>
        <Select name={field.id} value={text} onChange={event => onText(event.target.value)}>
          <option value="">{t('bankAccount.choose')}</option>
          {field.choices?.map(choice => (
            <option key={choice} value={choice}>
              {t(`bankAccount.choice.${choice}`, { defaultValue: choice })}
            </option>
          ))}
        </Select>
      </Field>
    )
  return (
    <Field
      label={label}
      error={error}
      aside={field.required ? null : t('ui.optional')}
      hint={t('bankAccount.example', { example: groupBankField(field.id, field.example) })}
    >
      <Input
        name={field.id}
        value={text}
        onChange={event => onText(event.target.value)}
        onFocus={() => setLeft(false)}
        onBlur={() => setLeft(true)}
        inputMode={field.kind === 'digits' ? 'numeric' : 'text'}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        dir="ltr"
        maxLength={60}
        className="tabular-nums"
      />
    </Field>
  )
}
