import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecipientProblem } from '../../../contract/corridors/index.ts'
import { Field, Input } from '../../ui/field.tsx'

type NoticedFieldProps = {
  name: string
  label: string
  hint?: string
  text: string
  problem: RecipientProblem | undefined
  insist: boolean
  onText: (text: string) => void
}

/** Nobody is told off while still typing: a problem shows once the field is left, or one wants to go on. */
export function NoticedField({ name, label, hint, text, problem, insist, onText }: NoticedFieldProps) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(false)
  const shown = problem && (insist || (left && text !== '')) ? problem.code : undefined
  return (
    <Field
      label={label}
      hint={hint}
      error={shown && t(`abroad.problem.${shown}`, { defaultValue: t('abroad.problem.other') })}
    >
      <Input
        name={name}
        value={text}
        onChange={event => onText(event.target.value)}
        onFocus={() => setLeft(false)}
        onBlur={() => setLeft(true)}
        maxLength={140}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
      />
    </Field>
  )
}
