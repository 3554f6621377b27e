import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/**
 * A node of a test cluster. Its argument is its folder, which holds config/ and plugins/. It ends with its standard
 * input, so that it never outlives the process that started it, however that ended.
 */
public final class TestNode extends Node {
  private TestNode(Environment environment) {
    super(environment, List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, ReindexPlugin.class), true);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Map<String, String> overridden = Map.of("path.home", home.toString());
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(Settings.EMPTY, overridden, home.resolve("config"), () -> "unnamed");
    LogConfigurator.setNodeName(Node.NODE_NAME_SETTING.get(environment.settings()));
    LogConfigurator.configure(environment);
    new TestNode(environment).start();
    while (System.in.read() >= 0) {
      // What is written is of no interest, only that it ends.
    }
    Runtime.getRuntime().halt(0);
  }
}
