package io.tickgrid.api;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The REST rows of {@link Operations} by method and path. */
public final class RestOperations {
    private record Row(String method, PathPattern path, Operation operation) {}

    private final List<Row> rows;

    RestOperations(List<Operation> operations) {
        PathPatternParser parser = new PathPatternParser();
        rows = operations.stream()
                .map(o -> {
                    String[] words = o.target().split(" ");
                    return new Row(words[0], parser.parse(words[1]), o);
                })
                .toList();
    }

    /** The row of a request; HEAD counts as GET. The most specific path wins. */
    public Optional<Operation> find(String method, PathContainer path) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        return rows.stream()
                .filter(r -> r.method().equals(wanted) && r.path().matches(path))
                .min((a, b) -> PathPattern.SPECIFICITY_COMPARATOR.compare(a.path(), b.path()))
                .map(Row::operation);
    }

    /** The methods that a path knows; none when there is no such path. */
    public TreeSet<String> methods(PathContainer path) {
        TreeSet<String> methods = new TreeSet<>();
        rows.stream().filter(r -> r.path().matches(path)).forEach(r -> methods.add(r.method()));
        return methods;
    }
}
