import { useTranslation } from 'react-i18next'
import { Field, Input } from '../../ui/field.tsx'

/** A line the other side can read. */
export function NoteField({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const { t } = useTranslation()
  return (
    <Field label={t('transfers.note')} aside={t('ui.optional')} hint={t('transfers.noteHint')}>
      <Input
        name="note"
        value={value}
        onChange={event => onChange(event.target.value)}
        maxLength={140}
        autoComplete="off"
        dir="auto"
      />
    </Field>
  )
}
