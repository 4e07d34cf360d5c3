import { library } from '@lookalikes/build';

export default library(['src/index.ts', 'src/cli.ts']);
