import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Input } from '../../ui/field.tsx'

/** After this pause somebody has stopped typing. */
const pauseMs = 350

/** What is typed is looked for once the typing pauses; nothing is sent letter by letter. */
export function HistoryFind({ text, onFind }: { text: string; onFind: (text: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(text)
  const [before, setBefore] = useState(text)
  // Cleared elsewhere, it is cleared here; what is being typed is left alone.
  if (before !== text) {
    setBefore(text)
    if (text === '') setTyped('')
  }
  useEffect(() => {
    if (typed.trim() === text) return undefined
    const timer = setTimeout(() => onFind(typed.trim()), pauseMs)
    return () => clearTimeout(timer)
  }, [typed, text, onFind])
  return (
    <Field label={t('transactions.find')} hideLabel className="pb-3">
      <Input
        type="search"
        value={typed}
        maxLength={100}
        placeholder={t('transactions.find')}
        onChange={({ target }) => setTyped(target.value)}
      />
    </Field>
  )
}
