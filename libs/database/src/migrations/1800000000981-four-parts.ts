/** The answer in four parts, as a macro of the house that supervisors edit like their own. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const ID = '01a20427-0000-7000-8000-000000000981';
const NOBODY = '00000000-0000-0000-0000-000000000000';

const fr = `{{greeting}}

Si je comprends bien, {{matter.understood}}

Voici ce que je vous propose :
{{plan.steps}}

Si une étape ne se passe pas comme prévu, répondez à ce message : je reste à vos côtés jusqu’à ce que tout fonctionne.

Bien à vous,
{{agent.name}}`;
const en = `{{greeting}}

If I understand you well, {{matter.understood}}

This is what I suggest:
{{plan.steps}}

Should a step not go as planned, just reply to this message: I am here until everything works for you.

Kind regards,
{{agent.name}}`;

export class FourParts1800000000981 implements MigrationInterface {
  name = 'FourParts1800000000981';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `INSERT INTO record.macro (id, name, owner_id, texts, edited_by) VALUES ($1, $2, NULL, $3, $4) ON CONFLICT (id) DO NOTHING`,
      [ID, 'Réponse en quatre temps · Answer in four parts', JSON.stringify({ fr, en }), NOBODY],
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM record.macro_use WHERE macro_id = $1`, [ID]);
    await runner.query(`DELETE FROM record.macro WHERE id = $1`, [ID]);
  }
}
