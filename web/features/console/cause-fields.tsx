import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Input, Textarea } from '../../ui/field.tsx'

export type Cause = { reason: string; case_ref?: string }

/** Why somebody does something to a customer, and the case: asked for in the same way everywhere. */
export function useCause() {
  const [reason, setReason] = useState('')
  const [caseRef, setCaseRef] = useState('')
  const [asked, setAsked] = useState(false)
  const enough = Array.from(reason.trim()).length >= 10
  return {
    reason,
    setReason,
    caseRef,
    setCaseRef,
    wrong: asked && !enough,
    /** What was written, or undefined after saying what is missing. */
    read(): Cause | undefined {
      setAsked(true)
      if (!enough) return undefined
      return { reason: reason.trim(), ...(caseRef.trim() ? { case_ref: caseRef.trim() } : {}) }
    },
  }
}

export function CauseFields({ cause }: { cause: ReturnType<typeof useCause> }) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4">
      <Field
        label={t('console.cause.reason')}
        hint={t('console.cause.reasonHint')}
        error={cause.wrong ? t('console.cause.reasonShort') : undefined}
      >
        <Textarea
          rows={3}
          maxLength={500}
          value={cause.reason}
          onChange={event => cause.setReason(event.target.value)}
        />
      </Field>
      <Field
        label={t('console.cause.case')}
        aside={t('console.cause.optional')}
        hint={t('console.cause.caseHint')}
      >
        <Input
          autoComplete="off"
          maxLength={60}
          value={cause.caseRef}
          onChange={event => cause.setCaseRef(event.target.value)}
        />
      </Field>
    </div>
  )
}
